-- ARGV frames, then the call
local turn = find_turn(call.turn)
if turn and turn.attempt > call.attempt then
  return 'outrun'
end
if turn and turn.attempt == call.attempt and turn.fence > call.fence then
  return 'fenced'
end
if not turn or turn.attempt < call.attempt then
  turn = make_turn(call.anew)
end
begin_turn(turn)
redis.call('HSET', turn_key(turn.id), 'fence', whole(call.fence))
if count > 0 and call.first > turn.last + 1 then
  turn.last = call.first - 1
  redis.call('DEL', turn_key(turn.id, ':frames'))
  redis.call('HSET', turn_key(turn.id), 'base', whole(turn.last), 'last', whole(turn.last))
end
append_frames(turn)
for _, listener in ipairs(call.listeners) do
  if listen(call.conversation, listener[1], listener[4]) == 1 then
    set_heard(turn, listener[1], whole(listener[2]) .. ' ' .. listener[3])
  end
end
return 'restored'
