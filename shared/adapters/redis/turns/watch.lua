-- Of turns that were accepted before it came nobody has told the socket: their runner does, ahead of their words,
-- unless whoever calls tells it.
local is_new = listen(call.conversation, call.connection, call.ends)
local function have_told(id)
  local turn = find_turn(id)
  if not turn or turn.ended then
    return
  end
  local heard = redis.call('HGET', turn_key(id, ':heard'), call.connection)
  if call.told then
    if heard == 'not' then
      redis.call('HDEL', turn_key(id, ':heard'), call.connection)
    end
  elseif heard == 'not' or (is_new == 1 and not heard) then
    set_heard(turn, call.connection, '0 watch')
  end
end
have_told(redis.call('GET', conversation_key(call.conversation, ':running')) or '')
for _, id in ipairs(redis.call('LRANGE', conversation_key(call.conversation, ':unbegun'), 0, -1)) do
  have_told(id)
end
return is_new
