-- What was said lately is in no later prompt: a turn that runs puts nothing back. Where call.erases, nobody reads any
-- more what the conversation's turns have said; of one that runs the end is still told, and goes soon after. One that
-- waits is left, unless call.letters.
local running = find_turn(redis.call('GET', conversation_key(call.conversation, ':running')) or '')
if running and not running.ended then
  redis.call('HSET', turn_key(running.id), 'buffer', 'gone')
end
redis.call('DEL', conversation_key(call.conversation, ':session'))
if not call.erases then
  return
end
for _, id in ipairs(redis.call('ZRANGE', conversation_key(call.conversation, ':turns'), 0, -1)) do
  local turn = find_turn(id)
  if turn and (turn.status == 'running' or turn.forgotten) then
    redis.call('HSET', turn_key(id), 'forgotten', '1')
  elseif not turn or turn.ended or call.letters then
    forget_turn(call.conversation, id)
    redis.call('LREM', conversation_key(call.conversation, ':unbegun'), 0, id)
  end
end
