local turn = find_turn(call.turn)
if not turn or turn.attempt ~= call.attempt then
  return {}
end
if turn.fence < call.fence then
  redis.call('HSET', turn_key(turn.id), 'fence', whole(call.fence))
end
if turn.lone and turn.last == 0 then
  return {}
end
return { turn.ended and 1 or 0, frames_after(turn, 0) }
