-- Stands before scripts that take an instance's counts: adds what was added, and keeps what was reported last.
local function hand_on(totals, json)
  local counts = cjson.decode(json)
  for field, count in pairs(counts.added) do
    redis.call('HINCRBY', totals, field, string.format('%d', count))
  end
  for field, value in pairs(counts.reported) do
    redis.call('HSET', totals, field, string.format('%d', value))
  end
end
