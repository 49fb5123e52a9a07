local turn = find_turn(call.turn)
if not turn or turn.attempt ~= call.attempt then
  return {}
end
if turn.fence < call.fence then
  redis.call('HSET', turn_key(turn.id), 'fence', whole(call.fence))
end
if turn.last == 0 then
  -- Whoever said up to where it had heard spoke of a run that is lost.
  redis.call('DEL', turn_key(turn.id, ':heard'))
end
if turn.lone and turn.last == 0 then
  return {}
end
return { turn.ended and 1 or 0, frames_after(turn, 0) }
