-- Stands before the scripts by which a runner takes a turn up.
local function make_turn(lone)
  local key = turn_key(call.turn)
  redis.call('DEL', key, turn_key(call.turn, ':frames'), turn_key(call.turn, ':heard'))
  redis.call('HSET', key, 'owner', call.owner, 'conversation', call.conversation, 'name', call.name,
    'attempt', whole(call.attempt), 'status', 'running', 'fence', '0', 'base', '0', 'last', '0')
  if lone then
    redis.call('HSET', key, 'lone', '1')
  end
  redis.call('EXPIRE', key, day)
  note_turn(call.conversation, call.turn)
  return find_turn(call.turn)
end

local function begin_turn(turn)
  redis.call('LREM', conversation_key(turn.conversation, ':unbegun'), 0, turn.id)
  redis.call('HDEL', turn_key(turn.id), 'letter')
  if not turn.ended then
    redis.call('HSET', turn_key(turn.id), 'status', 'running')
    redis.call('SET', conversation_key(turn.conversation, ':running'), turn.id, 'EX', day)
  end
end
