-- ARGV frames, then the call
local function heard_by(turn, connection)
  local heard = redis.call('HGET', turn_key(turn.id, ':heard'), connection) or '0 '
  local after, round = string.match(heard, '^(%d+) (.*)$')
  return tonumber(after), round
end

local function note_served(turn)
  for _, served in ipairs(call.served) do
    local after, round = heard_by(turn, served[1])
    if round == served[3] and served[2] > after then
      set_heard(turn, served[1], whole(served[2]) .. ' ' .. round)
    end
  end
  for _, connection in ipairs(call.gone) do
    redis.call('ZREM', conversation_key(call.conversation, ':listeners'), connection)
    redis.call('HDEL', turn_key(turn.id, ':heard'), connection)
  end
end

-- What was there when the turn began and is gone is not begun anew by half: the next turn asks the store.
local function remember(turn, said)
  local key = conversation_key(call.conversation, ':session')
  local known = {}
  local before = redis.call('LRANGE', key, 0, -1)
  if #before == 0 and turn.buffer ~= 'none' then
    return
  end
  for _, kept in ipairs(before) do
    known[string.match(kept, '^%S+')] = true
  end
  for _, message in ipairs(said) do
    local id = string.match(message, '^%S+')
    if not known[id] then
      redis.call('RPUSH', key, message)
      known[id] = true
    end
  end
  redis.call('LTRIM', key, whole(-call.session_length), -1)
  redis.call('EXPIRE', key, call.session_seconds)
end

local function close(turn)
  local key, running = turn_key(turn.id), conversation_key(call.conversation, ':running')
  local life = turn.forgotten and end_of_forgotten or ten_minutes
  redis.call('HSET', key, 'status', call.closes)
  redis.call('HDEL', key, 'stop')
  redis.call('EXPIRE', key, call.closes == 'failed' and not turn.forgotten and day or life)
  if call.closes == 'failed' then
    redis.call('SET', turn_key(turn.id, ':telling'), '1', 'EX', longest_telling)
  end
  redis.call('EXPIRE', turn_key(turn.id, ':frames'), life)
  redis.call('EXPIRE', turn_key(turn.id, ':heard'), life)
  if turn.forgotten then
    redis.call('EXPIRE', turn_key(turn.id, ':seen'), life)
  end
  if redis.call('GET', running) == turn.id then
    redis.call('DEL', running)
  end
  remember(turn, call.said)
end

local turn = find_turn(call.turn)
if not turn or turn.attempt < call.attempt then
  return { 'lost' }
end
if turn.attempt > call.attempt then
  return { 'outrun' }
end
if turn.fence > call.fence then
  return { 'fenced' }
end
if turn.ended and count > 0 and call.first + count - 1 > turn.last then
  return { 'fenced' }
end
if turn.status == 'accepted' or (count > 0 and call.first > turn.last + 1) then
  return { 'lost' }
end
if turn.fence < call.fence then
  redis.call('HSET', turn_key(turn.id), 'fence', whole(call.fence))
end
append_frames(turn)
note_served(turn)
local answer = { 'written', turn.stop }
for _, connection in ipairs(listeners_of(call.conversation)) do
  local after, round = heard_by(turn, connection)
  if after then
    answer[#answer + 1] = { connection, after, round }
  end
end
if call.closes and not turn.ended then
  close(turn)
end
return answer
