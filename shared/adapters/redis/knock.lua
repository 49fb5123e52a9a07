-- All that the front door asks, at once. Gives {1} for what was revoked, {2} for somebody who is shut out, else
-- {0, used, used, …} by rate; and whether it lets the request pass.
--   keys[1] outbox mark  keys[2] totals  keys[3…] the shutting out of persons, then revocations, then windows of rates
--   args[1] mark or ""  args[2] counts as JSON  args[3] seconds that a window is kept  args[4] how many persons
--   args[5] how many revocations  args[6…] who each person is: "holder" of a key, or the second in which a token was
--   made; then limits of rates
local function knock(keys, args)
  hand_on(keys[2], args[2])
  local persons = tonumber(args[4])
  local first_revocation = 3 + persons
  local first_rate = first_revocation + tonumber(args[5])
  for at = first_revocation, first_rate - 1 do
    if redis.call('EXISTS', keys[at]) == 1 then
      return { 1 }, false
    end
  end
  for person = 1, persons do
    local who, since = args[5 + person], redis.call('GET', keys[2 + person])
    if since == 'always' then
      return { 2 }, false
    end
    if since and who ~= 'holder' and tonumber(who) < tonumber(since) then
      return { 1 }, false
    end
  end
  local answer = { 0 }
  local passes = true
  for at = first_rate, #keys do
    local used = redis.call('INCR', keys[at])
    if used == 1 then
      redis.call('EXPIRE', keys[at], args[3])
    end
    if used > tonumber(args[at - first_rate + 6 + persons]) then
      passes = false
    end
    answer[#answer + 1] = used
  end
  if passes and args[1] ~= '' then
    redis.call('SET', keys[1], args[1])
  end
  return answer, passes
end
