local turn = find_turn_of(call.owner, call.turn)
if not turn then
  return {}
end
return { turn.name, turn.attempt, turn.ended and 1 or 0, frames_after(turn, call.after) }
