-- Takes an entry out of the list of what is still to go into users' indexes, unless it has changed since. Answers 1 or 0.
--
-- KEYS[1] unindexed  ARGV[1] the field  ARGV[2] the entry that is done

if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0
