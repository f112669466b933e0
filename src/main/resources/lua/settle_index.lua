-- Takes the note out that a session is still to go into a user's index, or to leave it. Where the note has changed or gone
-- since, others have written to the index as well, before or after: what is true now is noted, and is to be done again.
-- Answers nil, or the new note.
--
-- KEYS[1] unindexed  KEYS[2] owners  KEYS[3] the session's meta  KEYS[4] its register
-- ARGV[1] session    ARGV[2] user    ARGV[3] the note that was done

local field = ARGV[1] .. '\n' .. ARGV[2]
if redis.call('HGET', KEYS[1], field) == ARGV[3] then
  redis.call('HDEL', KEYS[1], field)
  return nil
end
local note = '-'
if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then
  local created_at = redis.call('HGET', KEYS[3], 'created_at')
  if created_at then
    note = '+' .. created_at
  elseif redis.call('EXISTS', KEYS[4]) == 1 then
    -- Documents outlived the session and keep it in the index. Where it stands there does not matter: no list shows it.
    note = string.sub(ARGV[3], 1, 1) == '+' and ARGV[3] or '+0'
  end
end
if note == ARGV[3] and redis.call('HEXISTS', KEYS[1], field) == 0 then
  return nil
end
redis.call('HSET', KEYS[1], field, note)
return note
