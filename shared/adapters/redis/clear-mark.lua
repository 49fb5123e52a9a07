-- Says "clean" for a while, unless the mark is not the one that was seen. KEYS[1] mark  ARGV[1] seen ("" for none)  ARGV[2] seconds
local mark = redis.call('GET', KEYS[1])
if (mark or '') == ARGV[1] then
  redis.call('SET', KEYS[1], 'clean', 'EX', ARGV[2])
  return 1
end
return 0
