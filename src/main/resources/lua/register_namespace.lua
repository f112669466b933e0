-- Notes a namespace. Answers 1 where it was not noted before, else 0, also where the register is full.
--
-- KEYS[1] the register  ARGV[1] the namespace  ARGV[2] how many are noted at most

if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 or redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
return redis.call('SADD', KEYS[1], ARGV[1])
