local turn = find_turn_of(call.owner, call.turn)
if not turn then
  return {}
end
-- Nobody was shown what is not here: the socket speaks of a run that was lost, and must hear that another began.
if (call.after > turn.last and not turn.ended) or (call.after > 0 and turn.lone) then
  return {}
end
local is_new = listen(turn.conversation, call.connection, call.ends)
if turn.ended then
  return { turn.conversation, is_new, frames_after(turn, call.after) }
end
set_heard(turn, call.connection, whole(call.after) .. ' ' .. call.round)
return { turn.conversation, is_new }
