-- Puts messages by for restore_session.lua. Answers 1, or 0 where not just as many as the caller knows of are there.
--
-- KEYS[1] where to    ARGV[1] how many are there, 0 to begin anew   ARGV[2] how long they are kept, ms
-- ARGV[3...] messages

if ARGV[1] == '0' then
  redis.call('DEL', KEYS[1])
elseif redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then
  return 0
end
for from = 3, #ARGV, 1000 do
  redis.call('RPUSH', KEYS[1], unpack(ARGV, from, math.min(from + 999, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
