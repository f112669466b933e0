-- Removes those of the given sessions that have expired or were idle too long, and index entries whose session is gone.
-- Answers {removed sessions, removed entries, moves}, moves being a flat list of session, user and entry that is still to
-- go into the user's index.
--
-- KEYS[1] the index of active sessions  KEYS[2] owners  KEYS[3] unindexed
-- KEYS[4...] for each session: meta, state, history, once, documents
-- ARGV[1] now, ms  ARGV[2] remove sessions idle since before this time too; empty for expired ones only
-- ARGV[3] what the key of a user's index begins with; empty where there are partitions
-- ARGV[4...] the sessions' ids

local now, idle_since = tonumber(ARGV[1]), tonumber(ARGV[2])
local sessions, entries, moves = 0, 0, {}

local function forget(id)
  local user = redis.call('HGET', KEYS[2], id)
  redis.call('ZREM', KEYS[1], id)
  if not user then
    return
  end
  redis.call('HDEL', KEYS[2], id)
  if ARGV[3] ~= '' then
    redis.pcall('ZREM', ARGV[3] .. string.gsub(user, ':', '%%3A') .. ':sessions', id)
  else
    redis.call('HSET', KEYS[3], id .. '\n' .. user, '-')
    moves[#moves + 1] = id
    moves[#moves + 1] = user
    moves[#moves + 1] = '-'
  end
end

local function examine(id, at)
  if not redis.call('ZSCORE', KEYS[1], id) then
    return
  end
  local meta = redis.pcall('HMGET', KEYS[at], 'format', 'expires_at', 'last_interaction')
  if meta.err then
    return
  end
  local format, expires, last = meta[1], tonumber(meta[2] or nil), tonumber(meta[3] or nil)
  if not format and redis.call('EXISTS', KEYS[at], KEYS[at + 1], KEYS[at + 2]) == 0 then
    forget(id)
    entries = entries + 1
  elseif format == '1' and expires and last and (expires <= now or (idle_since and last < idle_since)) then
    redis.call('UNLINK', KEYS[at], KEYS[at + 1], KEYS[at + 2], KEYS[at + 3], KEYS[at + 4])
    forget(id)
    sessions = sessions + 1
  end
end

-- Keys of another type end the script here, not half-way.
redis.call('HLEN', KEYS[2])
redis.call('HLEN', KEYS[3])
for i = 4, #ARGV do
  examine(ARGV[i], 4 + (i - 4) * 5)
end
return {sessions, entries, moves}
