-- The first KEYS and ARGV as `knock` takes them, none where the front door was asked before.
local function take_in(before)
  local key, frames, heard = turn_key(call.turn), turn_key(call.turn, ':frames'), turn_key(call.turn, ':heard')
  local conversation = before and before.conversation or call.conversation
  local unbegun = conversation_key(conversation, ':unbegun')
  redis.call('DEL', frames, heard, turn_key(call.turn, ':waits'))
  redis.call('HDEL', key, 'lone', 'forgotten', 'buffer')
  redis.call('HSET', key, 'owner', call.owner, 'conversation', conversation, 'name', before and before.name or call.name,
    'attempt', whole(before and before.attempt + 1 or 1), 'status', 'accepted',
    'fence', '0', 'base', '0', 'last', '0', 'letter', call.letter)
  redis.call('EXPIRE', key, day)
  redis.call('SET', turn_key(call.turn, ':seen'), '1', 'EX', week)
  note_turn(conversation, call.turn)
  redis.call('LREM', unbegun, 0, call.turn)
  redis.call('RPUSH', unbegun, call.turn)
  redis.call('EXPIRE', unbegun, day)
  return find_turn(call.turn)
end

-- Letters that no runner has begun, up to this turn's own.
local function list_unbegun(conversation)
  local key = conversation_key(conversation, ':unbegun')
  local letters = {}
  for _, id in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local turn = find_turn(id)
    if turn and turn.letter then
      letters[#letters + 1] = { id, turn.letter, turn.attempt, turn.conversation, turn.name }
    else
      redis.call('LREM', key, 0, id)
    end
    if id == call.turn then
      break
    end
  end
  return letters
end

-- chat.resume gives frames of what was on its way before a socket came by a letter sent again.
local function mute(id)
  local turn = find_turn(id)
  if turn and not turn.ended then
    set_heard(turn, call.connection, 'not')
  end
end

-- An error that comes after its turn was accepted anew would be taken for the new run's. However often a message is sent
-- again meanwhile, it waits no longer than one that is sent once.
local function must_wait()
  local early = redis.call('EXISTS', turn_key(call.turn, ':telling')) == 1
    or call.after and redis.call('EXISTS', turn_key(call.after), turn_key(call.after, ':seen')) == 0
  if not early then
    return false
  end
  local key = turn_key(call.turn, ':waits')
  local since = tonumber(redis.call('GET', key) or call.now)
  redis.call('SET', key, whole(since), 'EX', ten_minutes)
  return call.now - since < longest_wait
end

-- Under one key one thing is said, whatever id it has, and whatever became of it.
local function is_another()
  if not call.under then
    return false
  end
  local key = call.prefix .. 'under:' .. call.owner .. ':' .. call.under
  redis.call('SET', key, call.hash, 'NX', 'EX', day)
  return redis.call('GET', key) ~= call.hash
end

local knocked = {}
if call.knock_keys > 0 then
  local passes
  knocked, passes = knock({ unpack(KEYS, 1, call.knock_keys) }, ARGV)
  if not passes then
    return { 'refused', knocked }
  end
end
if is_another() then
  return { 'mismatch', knocked }
end
local turn = find_turn(call.turn)
local anew = not turn or turn.status == 'failed'
if anew and not call.insists and must_wait() then
  return { 'waits', knocked }
end
if anew then
  turn = take_in(turn)
end
local unbegun = turn.status == 'accepted' and list_unbegun(turn.conversation) or {}
local others = {}
for _, connection in ipairs(listeners_of(turn.conversation)) do
  if connection ~= call.connection then
    others[#others + 1] = connection
  end
end
-- Of a run that follows an error its runner tells whoever comes later, and not those whom the door tells.
if anew and turn.attempt > 1 then
  for _, connection in ipairs(others) do
    set_heard(turn, connection, '0 told')
  end
  if call.connection then
    set_heard(turn, call.connection, '0 told')
  end
end
-- Until it is begun its door tells them all, and whoever sends it.
local function have_told(connection)
  if redis.call('HGET', turn_key(turn.id, ':heard'), connection) == '0 watch' then
    set_heard(turn, connection, '0 told')
  end
end
if #unbegun > 0 then
  for _, connection in ipairs(others) do
    have_told(connection)
  end
  if call.connection then
    have_told(call.connection)
  end
end
local is_new = call.connection and listen(turn.conversation, call.connection, call.ends) or 0
if is_new == 1 and not anew then
  mute(call.turn)
  mute(redis.call('GET', conversation_key(turn.conversation, ':running')) or call.turn)
  for _, letter in ipairs(unbegun) do
    mute(letter[1])
  end
end
return { anew and 'accepted' or 'known', knocked, turn.conversation, turn.name, unbegun, others, is_new }
