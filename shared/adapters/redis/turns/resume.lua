local turn = find_turn_of(call.owner, call.turn)
if not turn then
  return {}
end
local is_new = listen(turn.conversation, call.connection)
if turn.ended then
  return { turn.conversation, is_new, frames_after(turn, call.after) }
end
set_heard(turn, call.connection, whole(call.after) .. ' ' .. call.round)
return { turn.conversation, is_new }
