-- KEYS[1] the vector of the text  KEYS[2] the outbox's mark: who claims a turn leaves work, however late that is
redis.call('SET', KEYS[2], whole(call.now))
local session = redis.call('LRANGE', conversation_key(call.conversation, ':session'), 0, -1)
local vector = redis.call('GET', KEYS[1]) or ''
local turn = find_turn(call.turn)
if turn and turn.attempt > call.attempt then
  return { session, vector, 0 }
end
if not turn or turn.attempt < call.attempt then
  turn = make_turn(true)
end
begin_turn(turn)
if turn.buffer ~= 'gone' then
  redis.call('HSET', turn_key(turn.id), 'buffer', #session > 0 and 'found' or 'none')
end
if #session > 0 then
  redis.call('EXPIRE', conversation_key(call.conversation, ':session'), call.session_seconds + longest_turn)
end
return { session, vector, turn.stop }
