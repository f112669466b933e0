-- Removes sessions, each checked again here, and index entries whose session is gone. Stops when it has done enough.
-- Answers {how many of the given it came to, sessions, expired sessions, messages, documents, entries, moves, sample}: moves
-- is a flat list of session, user and entry that is still to go into the user's index, sample the first removed sessions.
--
-- KEYS[1] the index of active sessions  KEYS[2] owners  KEYS[3] unindexed
-- KEYS[4...] for each session: meta, state, history, once, documents, register
-- ARGV[1] now, ms  ARGV[2] what the keys of the partition begin with
-- ARGV[3] what the key of a user's index begins with; empty where there are partitions
-- ARGV[4] which: 'inactive', 'idle', 'user' or 'one'
-- ARGV[5] living sessions are meant whose last interaction lies before this; empty for none with 'inactive', else for all
-- ARGV[6] the user, with 'user'         ARGV[7] '1': count only
-- ARGV[8] how much is enough, in commands
-- ARGV[9] the number of types of documents to keep, and these, then the sessions' ids

local WHICH, DRY = ARGV[4], ARGV[7] == '1'
local IDLE_SINCE = tonumber(ARGV[5])
local WITH_DOCUMENTS = WHICH == 'user' or WHICH == 'one'
local KEYS_EACH, SAMPLE = 6, 10
local sessions, expired, messages, documents, entries, work = 0, 0, 0, 0, 0, 0
local moves, sample, keep = {}, {}, {}
local ids = 10 + tonumber(ARGV[9])
for i = 10, ids - 1 do
  keep[ARGV[i]] = true
end

local function unindex_user(id, user)
  if ARGV[3] ~= '' then
    redis.pcall('ZREM', ARGV[3] .. spelled(user) .. ':sessions', id)
  else
    redis.call('HSET', KEYS[3], id .. '\n' .. user, '-')
    moves[#moves + 1] = id
    moves[#moves + 1] = user
    moves[#moves + 1] = '-'
  end
end

-- Takes a session out of the indexes; its user's still has it while documents of it live on.
local function forget(id, outlives)
  redis.call('ZREM', KEYS[1], id)
  if outlives then
    return
  end
  local user = redis.call('HGET', KEYS[2], id)
  if user then
    redis.call('HDEL', KEYS[2], id)
    unindex_user(id, user)
  end
  if WHICH == 'user' and user ~= ARGV[6] then
    unindex_user(id, ARGV[6])
  end
end

-- Parts names into those to remove and those to keep.
local function parted(names)
  local removed, kept = {}, {}
  for _, name in ipairs(names) do
    table.insert(keep[type_of(name)] and kept or removed, name)
  end
  return removed, kept
end

-- Gives documents that follow their session a life of their own, as long as the session's.
local function outlive(owner, names, expires)
  for _, name in ipairs(names) do
    local entry = redis.call('HGET', owner.documents, 'e:' .. name)
    local body = redis.call('HGET', owner.documents, 'b:' .. name)
    if entry and body then
      redis.call('SET', owner.document .. name, body)
      redis.call('PEXPIREAT', owner.document .. name, expires)
      redis.pcall('HSET', owner.register, name, entry .. ' ' .. expires)
      index_document(owner, name, expires)
    end
  end
  if #names > 0 then
    settle_register(owner)
  end
end

-- Removes a session that is there, with those of the documents that are not kept.
local function remove(id, at, owner, expires, alive, all_documents)
  local following, own, dead = names_of(owner, true)
  local gone, kept, buried = {}, own, {}
  if all_documents then
    gone, kept = parted(own)
    buried = parted(dead)
  end
  local gone_following, kept_following = following, {}
  if alive then
    gone_following, kept_following = parted(following)
  end
  work = work + 8 + 3 * (#following + #own + #buried)
  documents = documents + #gone + (alive and #gone_following or 0)
  if DRY then
    return
  end
  outlive(owner, kept_following, expires)
  remove_documents(owner, gone_following)
  remove_documents(owner, gone)
  remove_documents(owner, buried)
  redis.call('UNLINK', KEYS[at], KEYS[at + 1], KEYS[at + 2], KEYS[at + 3], KEYS[at + 4])
  forget(id, #kept + #kept_following > 0)
end

-- A session that is gone, but for an index entry and documents of a life of their own.
local function examine_gone(id, owner)
  if WHICH == 'idle' then
    return
  end
  local user = redis.call('HGET', KEYS[2], id)
  if WHICH == 'user' and user and user ~= ARGV[6] then
    return
  end
  local _, own, dead = names_of(owner, false)
  local gone, kept, buried = {}, own, {}
  if WITH_DOCUMENTS then
    gone, kept = parted(own)
    buried = parted(dead)
  end
  work = work + 3 + 3 * (#own + #buried)
  documents = documents + #gone
  local listed = redis.call('ZSCORE', KEYS[1], id)
  if listed or (#kept == 0 and (user or WHICH == 'user')) then
    entries = entries + 1
  end
  if not DRY then
    remove_documents(owner, gone)
    remove_documents(owner, buried)
    forget(id, #kept > 0)
  end
end

local function examine(id, at)
  work = work + 2
  if WHICH == 'inactive' and not redis.call('ZSCORE', KEYS[1], id) then
    return
  end
  local meta = redis.pcall('HMGET', KEYS[at], 'format', 'expires_at', 'last_interaction', 'user_id')
  if meta.err then
    return
  end
  local owner = owner_of('session:' .. spelled(id))
  local format, expires, last = meta[1], tonumber(meta[2] or nil), tonumber(meta[3] or nil)
  if not format and redis.call('EXISTS', KEYS[at], KEYS[at + 1], KEYS[at + 2]) == 0 then
    examine_gone(id, owner)
  elseif format ~= '1' or not expires or not last or (WHICH == 'user' and meta[4] ~= ARGV[6]) then
    return
  elseif expires <= NOW then
    if WHICH ~= 'idle' then
      expired = expired + 1
      remove(id, at, owner, meta[2], false, WITH_DOCUMENTS)
    end
  elseif (IDLE_SINCE and last < IDLE_SINCE) or (not IDLE_SINCE and WITH_DOCUMENTS) then
    sessions = sessions + 1
    local kept = redis.pcall('LLEN', KEYS[at + 2])
    messages = messages + (type(kept) == 'number' and kept or 0)
    if #sample < SAMPLE then
      sample[#sample + 1] = id
    end
    remove(id, at, owner, meta[2], true, true)
  end
end

-- Keys of another type end the script here, not half-way.
redis.call('HLEN', KEYS[2])
redis.call('HLEN', KEYS[3])
redis.call('ZCARD', KEYS[1])
local came_to = 0
for i = ids, #ARGV do
  if work >= tonumber(ARGV[8]) then
    break
  end
  examine(ARGV[i], 4 + (i - ids) * KEYS_EACH)
  came_to = came_to + 1
end
return {came_to, sessions, expired, messages, documents, entries, moves, sample}
