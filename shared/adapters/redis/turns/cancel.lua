local turn = find_turn_of(call.owner, call.turn)
if not turn then
  return 'unknown'
end
if turn.ended then
  return 'closed'
end
redis.call('HSET', turn_key(turn.id), 'stop', '1')
return 'asked'
