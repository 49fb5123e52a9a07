-- Stands before the scripts of turns. The last argument is the call as JSON; what comes before it is said there.
-- Keys that are known beforehand are declared last, so that Upstash has them at hand; others follow from what is read,
-- which it allows since a script has the database for itself.
--   <prefix>turn:<id>             record: owner, conversation and its client's name, attempt, status, fence, stop;
--                                 base, last (frames are those after base, up to last); letter until it is begun;
--                                 lone where a runner has put it there, and nobody knows what was shown before;
--                                 buffer: what its runner found of it; forgotten where it was erased while it ran
--   <prefix>turn:<id>:frames      as they go over the wire
--   <prefix>turn:<id>:heard       by socket: up to where, and the round; or "not"
--   <prefix>turn:<id>:telling     while the error that closed a run of it is brought to its sockets
--   <prefix>turn:<id>:waits       since when its message waits to be accepted
--   <prefix>turn:<id>:seen        that it was accepted once, for whoever names it as the one before
--   <prefix>under:<owner>:<name>  the hash of what was asked under an Idempotency-Key
--   <prefix>conversation:<id>:…   unbegun: turns in the order accepted; listeners: sockets by the instant until
--                                 which they may hear; running: the last turn begun; session: what was said lately;
--                                 turns: those of which something may be here, by when that was made
--   <prefix>owner:<id>:conversations  those that have turns here, by when the last one was made
local call = cjson.decode(ARGV[#ARGV])
local day, ten_minutes, socket_life, longest_turn, longest_telling, week = 86400, 600, 7200, 900, 6, 604800
local longest_wait = 5000
local end_of_forgotten = 10

local function turn_key(turn, part)
  return call.prefix .. 'turn:' .. turn .. (part or '')
end

local function conversation_key(conversation, part)
  return call.prefix .. 'conversation:' .. conversation .. part
end

local function whole(number)
  return string.format('%d', number)
end

local function find_turn(id)
  local fields = redis.call('HMGET', turn_key(id), 'owner', 'conversation', 'name', 'attempt', 'status', 'fence',
    'base', 'last', 'stop', 'letter', 'lone', 'buffer', 'forgotten')
  if not fields[1] then
    return nil
  end
  return {
    id = id,
    owner = fields[1],
    conversation = fields[2],
    name = fields[3],
    attempt = tonumber(fields[4]),
    status = fields[5],
    ended = fields[5] == 'done' or fields[5] == 'failed',
    fence = tonumber(fields[6]),
    base = tonumber(fields[7]),
    last = tonumber(fields[8]),
    stop = fields[9] and 1 or 0,
    letter = fields[10],
    lone = fields[11],
    buffer = fields[12],
    forgotten = fields[13],
  }
end

-- Whoever erases the conversation finds it by that.
local function note_turn(conversation, id)
  local key = conversation_key(conversation, ':turns')
  redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(call.now - week * 1000))
  redis.call('ZADD', key, whole(call.now), id)
  redis.call('EXPIRE', key, week)
  -- A conversation that no runner has begun is known to no store but this one.
  local owner = call.prefix .. 'owner:' .. call.owner .. ':conversations'
  redis.call('ZREMRANGEBYSCORE', owner, '-inf', whole(call.now - week * 1000))
  redis.call('ZADD', owner, whole(call.now), conversation)
  redis.call('EXPIRE', owner, week)
end

local function forget_turn(conversation, id)
  redis.call('DEL', turn_key(id), turn_key(id, ':frames'), turn_key(id, ':heard'), turn_key(id, ':telling'),
    turn_key(id, ':waits'), turn_key(id, ':seen'))
  redis.call('ZREM', conversation_key(conversation, ':turns'), id)
end

-- A failed turn is remembered for its attempts; without frames it is as unknown as any other that is over.
local function find_turn_of(owner, id)
  local turn = find_turn(id)
  if not turn or turn.owner ~= owner or (turn.ended and redis.call('EXISTS', turn_key(id, ':frames')) == 0) then
    return nil
  end
  return turn
end

local function frames_after(turn, after)
  return redis.call('LRANGE', turn_key(turn.id, ':frames'), whole(math.max(0, after - turn.base)), -1)
end

local function listeners_of(conversation)
  local key = conversation_key(conversation, ':listeners')
  redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(call.now))
  return redis.call('ZRANGE', key, 0, -1)
end

-- Answers 1 for a socket that did not hear the conversation before. Of two ends the later one holds.
local function listen(conversation, connection, ends)
  local key = conversation_key(conversation, ':listeners')
  redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(call.now))
  local is_new = redis.call('ZADD', key, 'GT', whole(ends), connection)
  redis.call('EXPIRE', key, socket_life)
  return is_new
end

local function set_heard(turn, connection, heard)
  local key = turn_key(turn.id, ':heard')
  redis.call('HSET', key, connection, heard)
  redis.call('EXPIRE', key, turn.ended and ten_minutes or day)
end
