-- Stands before the scripts that write frames: ARGV before the call, the first of seq call.first. What is there
-- already is left as it is, so that a call whose answer was lost may be made again.
local count = #ARGV - 1

local function append_frames(turn)
  local last = call.first + count - 1
  if last <= turn.last then
    return
  end
  local key = turn_key(turn.id, ':frames')
  for at = math.max(1, turn.last - call.first + 2), count do
    redis.call('RPUSH', key, ARGV[at])
    redis.call('PUBLISH', turn_key(turn.id), ARGV[at])
  end
  redis.call('EXPIRE', key, day)
  redis.call('HSET', turn_key(turn.id), 'last', whole(last))
end
