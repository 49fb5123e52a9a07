local turn = find_turn(call.turn)
if not turn or turn.attempt ~= call.attempt then
  return {}
end
if turn.fence < call.fence then
  redis.call('HSET', turn_key(turn.id), 'fence', whole(call.fence))
end
if turn.last == 0 then
  -- Whoever said up to where it had heard spoke of a run that is lost.
  local heard = redis.call('HGETALL', turn_key(turn.id, ':heard'))
  for at = 1, #heard, 2 do
    if not string.match(heard[at + 1], '^0 ') then
      redis.call('HDEL', turn_key(turn.id, ':heard'), heard[at])
    end
  end
end
if turn.lone and turn.last == 0 then
  return {}
end
return { turn.ended and 1 or 0, frames_after(turn, 0) }
