local running = redis.call('GET', conversation_key(call.conversation, ':running'))
local turn = running and find_turn(running)
if turn and not turn.ended then
  return { 1 }
end
return { 0, redis.call('LINDEX', conversation_key(call.conversation, ':session'), -1) or '' }
