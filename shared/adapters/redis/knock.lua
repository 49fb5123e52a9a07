-- All that the front door asks, at once. Gives {1} for what was revoked, {2} for somebody who is shut out, else
-- {0, used, used, …} by rate; and whether it lets the request pass.
--   keys[1] outbox mark  keys[2] totals  keys[3] the shutting out of somebody
--   keys[4…] revocations, then windows of rates
--   args[1] mark or ""  args[2] counts as JSON  args[3] seconds that a window is kept  args[4] how many revocations
--   args[5] who: "nobody", "holder" of a key, or the second in which a token was made  args[6…] limits of rates
local function knock(keys, args)
  hand_on(keys[2], args[2])
  local first_rate = 4 + tonumber(args[4])
  for at = 4, first_rate - 1 do
    if redis.call('EXISTS', keys[at]) == 1 then
      return { 1 }, false
    end
  end
  if args[5] ~= 'nobody' then
    local since = redis.call('GET', keys[3])
    if since == 'always' then
      return { 2 }, false
    end
    if since and args[5] ~= 'holder' and tonumber(args[5]) < tonumber(since) then
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
    if used > tonumber(args[at - first_rate + 6]) then
      passes = false
    end
    answer[#answer + 1] = used
  end
  if passes and args[1] ~= '' then
    redis.call('SET', keys[1], args[1])
  end
  return answer, passes
end
