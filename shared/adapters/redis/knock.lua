-- All that the front door asks, at once. Answers {1} for what was revoked, {2} for somebody who is shut out, else
-- {0, used, used, …} by rate.
--   KEYS[1] outbox mark  KEYS[2] totals  KEYS[3] the shutting out of somebody
--   KEYS[4…] revocations, then windows of rates
--   ARGV[1] mark or ""  ARGV[2] counts as JSON  ARGV[3] seconds that a window is kept  ARGV[4] how many revocations
--   ARGV[5] who: "nobody", "holder" of a key, or the second in which a token was made  ARGV[6…] limits of rates
hand_on(KEYS[2], ARGV[2])
local first_rate = 4 + tonumber(ARGV[4])
for at = 4, first_rate - 1 do
  if redis.call('EXISTS', KEYS[at]) == 1 then
    return { 1 }
  end
end
if ARGV[5] ~= 'nobody' then
  local since = redis.call('GET', KEYS[3])
  if since == 'always' then
    return { 2 }
  end
  if since and ARGV[5] ~= 'holder' and tonumber(ARGV[5]) < tonumber(since) then
    return { 1 }
  end
end
local answer = { 0 }
local passes = true
for at = first_rate, #KEYS do
  local used = redis.call('INCR', KEYS[at])
  if used == 1 then
    redis.call('EXPIRE', KEYS[at], ARGV[3])
  end
  if used > tonumber(ARGV[at - first_rate + 6]) then
    passes = false
  end
  answer[#answer + 1] = used
end
if passes and ARGV[1] ~= '' then
  redis.call('SET', KEYS[1], ARGV[1])
end
return answer
