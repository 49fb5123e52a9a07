-- All that the front door asks, at once. Answers {1} for a revoked key, else {0, used, used, …} by rate.
--   KEYS[1] outbox mark  KEYS[2] totals  KEYS[3] revocation of the key  KEYS[4…] windows of rates
--   ARGV[1] mark or ""  ARGV[2] counts as JSON  ARGV[3] "1" to ask for the revocation
--   ARGV[4] seconds that a window is kept  ARGV[5…] limits of rates
hand_on(KEYS[2], ARGV[2])
if ARGV[3] == '1' and redis.call('EXISTS', KEYS[3]) == 1 then
  return { 1 }
end
local answer = { 0 }
local passes = true
for at = 4, #KEYS do
  local used = redis.call('INCR', KEYS[at])
  if used == 1 then
    redis.call('EXPIRE', KEYS[at], ARGV[4])
  end
  if used > tonumber(ARGV[at + 1]) then
    passes = false
  end
  answer[#answer + 1] = used
end
if passes and ARGV[1] ~= '' then
  redis.call('SET', KEYS[1], ARGV[1])
end
return answer
