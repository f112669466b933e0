-- What every step of one session begins with. The step's own text follows as a function, and epilogue.lua calls it.
--
-- KEYS[1] meta      KEYS[2] state            KEYS[3] history  KEYS[4] once  KEYS[5] documents
-- KEYS[6] the index of active sessions       KEYS[7] owners   KEYS[8] unindexed (where there are partitions)
-- KEYS[9] register
-- ARGV[1] session id                         ARGV[2] now, in milliseconds
-- ARGV[3] what the key of a user's index begins with; empty where there are partitions, for it lies in another one then
-- ARGV[4] idempotency key, empty for none    ARGV[5] its digest
-- ARGV[6] '1' if the session must not exist; for a change that was accepted earlier, and for the owner, see once.lua
-- ARGV[7] the versions of If-Match as ',3,7,'; empty for none
-- ARGV[8] the namespace's ttl, ms            ARGV[9] its max age, ms, empty for none; in a second line how many sessions
-- there may be before another one, empty for any; in a third '1' if nothing may be added
--
-- Words that any of them may answer with: {'foreign', key} (a key that this service did not write, or cannot read),
-- {'missing'}, {'conflict', version or ''}, {'reused'}, {'full', limit}.
-- A success is {word, version, created, changed, outcomes, meta, state, messages}: the word is 'ok' or 'replayed', meta and
-- state are flat.

local CHUNK = 1000

local MAX_AGE, MOST, FULL = string.match(ARGV[9], '^(%d*)\n?(%d*)\n?(1?)$')

local id = ARGV[1]
local now = NOW
local owner = owner_of('session:' .. spelled(id))
local moves = {}
local meta = nil
local members = 0
local writes, drops = {}, {}
local reindex = false

local function fields(flat)
  local by_name = {}
  for i = 1, #flat, 2 do
    by_name[flat[i]] = flat[i + 1]
  end
  return by_name
end

-- Enters the session in the user's index, or takes it out where there is no time.
local function index_user(user, created_at)
  if ARGV[3] ~= '' then
    local key = ARGV[3] .. string.gsub(user, ':', '%%3A') .. ':sessions'
    -- The index is a hint: what is wrong with it must not break a step in its middle.
    if created_at then
      redis.pcall('ZADD', key, created_at, id)
    else
      redis.pcall('ZREM', key, id)
    end
  else
    local entry = created_at and ('+' .. created_at) or '-'
    redis.call('HSET', KEYS[8], id .. '\n' .. user, entry)
    moves[#moves + 1] = user
    moves[#moves + 1] = entry
  end
end

-- Takes the session out of its user's index; one that expired stays there while documents of it live on.
local function disown(user)
  if user and not outlived(owner) then
    redis.call('HDEL', KEYS[7], id)
    index_user(user, nil)
  end
end

-- Removes the session: one that expired leaves the documents of a life of their own behind.
local function remove_all(with_documents)
  if with_documents then
    local following, own, dead = names_of(owner, true)
    remove_documents(owner, following)
    remove_documents(owner, own)
    remove_documents(owner, dead)
  else
    forget_following(owner)
  end
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
  redis.call('ZREM', KEYS[6], id)
  disown(meta.user_id)
  meta = nil
  members = 0
end

local function is_number(text)
  return #text <= 18 and string.find(text, '^%d+$')
end

-- Loads the session, also one that has expired. Gives the answer of a step that cannot go on. All keys are read before
-- anything is written, so that a key of another type cannot end a step half-way.
local function find()
  local replies = {
    redis.pcall('HGETALL', KEYS[1]), redis.pcall('HLEN', KEYS[2]), redis.pcall('LLEN', KEYS[3]),
    redis.pcall('HLEN', KEYS[4])
  }
  local stop = failed(1, replies)
  if stop then
    return stop
  end
  if #replies[1] == 0 then
    for i = 2, 3 do
      if replies[i] > 0 then
        return {'foreign', KEYS[i]}
      end
    end
    return nil
  end
  meta = fields(replies[1])
  members = replies[2]
  for _, name in ipairs({'created_at', 'last_interaction', 'expires_at', 'version', 'first_seq', 'next_seq'}) do
    if meta.format ~= '1' or not is_number(meta[name] or '') then
      return {'foreign', KEYS[1]}
    end
  end
  if not is_number(meta.ttl or '0') or not is_number(meta.state_bytes or '0') then
    return {'foreign', KEYS[1]}
  end
  return nil
end

local function expired()
  return tonumber(meta.expires_at) <= now
end

-- Loads the session for a change: one that has expired is removed.
local function begin()
  local stop = find()
    or failed(6, {redis.pcall('ZCARD', KEYS[6]), redis.pcall('HLEN', KEYS[7]), redis.pcall('HLEN', KEYS[8])})
  if not stop and meta and expired() then
    remove_all(false)
  end
  if not stop and meta and OWNER ~= '' and meta.user_id ~= OWNER then
    return {'missing'}
  end
  return stop
end

local function documents_unsound()
  return failed(5, {redis.pcall('HLEN', KEYS[5])}) or failed(9, {redis.pcall('HLEN', KEYS[9])})
end

-- What a step on a document adds to goes with its session.
local function expire_beside()
  redis.call('PEXPIREAT', KEYS[4], meta.expires_at)
  redis.call('PEXPIREAT', KEYS[5], meta.expires_at)
end

local function disown_gone()
  if not has_documents(owner) then
    disown(redis.call('HGET', KEYS[7], id))
  end
end

-- Documents that live on keep a session that is gone in its user's index; where it stands there does not matter.
local function own_gone(user)
  if user ~= '' and not redis.call('HGET', KEYS[7], id) then
    redis.call('HSET', KEYS[7], id, user)
    index_user(user, '0')
  end
end

-- All keys of the session go together. A time that the server has passed already removes them at once.
local function expire_keys()
  for i = 1, 5 do
    redis.call('PEXPIREAT', KEYS[i], meta.expires_at)
  end
end

-- The last thing that a step does: its answer is read before the keys get their expiry.
local function answer(word, version, created, changed, outcomes, with_state, last)
  local reply = {
    word, version, created, changed, outcomes, redis.call('HGETALL', KEYS[1]),
    with_state and redis.call('HGETALL', KEYS[2]) or {},
    last > 0 and redis.call('LRANGE', KEYS[3], -last, -1) or {}
  }
  if word == 'ok' then
    expire_keys()
  end
  return reply
end

-- The first outcome of the idempotency key, as an answer; nil where the key is new and the step may go on.
local function replay(with_state, last)
  if meta then
    local first, stop = recorded()
    if stop then
      return stop
    elseif first then
      return answer('replayed', first.version, first.created, '0', first.outcomes, with_state, last)
    end
  end
  return deleted_meanwhile(meta) and {'missing'} or nil
end

-- Whether the precondition holds for the session that is there.
local function holds()
  return holds_for(meta.version, CONDITION, ARGV[7])
end

-- Begins a step of a session that must be there.
local function begin_existing(with_state)
  local stop = begin() or replay(with_state, 0)
  if stop then
    return stop
  elseif not meta then
    return {'missing'}
  elseif not holds() then
    return {'conflict', meta.version}
  end
  return nil
end

-- Sets a field of meta, or removes it where the value is empty; written by save().
local function set(name, value)
  if value == '' then
    if meta[name] then
      drops[#drops + 1] = name
      meta[name] = nil
    end
  elseif meta[name] ~= value then
    meta[name] = value
    writes[#writes + 1] = name
    writes[#writes + 1] = value
  end
end

local function create()
  meta = {}
  reindex = true
  set('format', '1')
  set('created_at', ACCEPTED or ARGV[2])
  set('first_seq', '1')
  set('next_seq', '1')
  set('state_bytes', '0')
end

local function own(user)
  reindex = reindex or user ~= (meta.user_id or '')
  set('user_id', user)
end

-- Goes by owners and not by the user before: a session that Redis expired has left its owner there.
local function write_owner()
  local before = redis.call('HGET', KEYS[7], id)
  if before and before ~= meta.user_id then
    index_user(before, nil)
  end
  if meta.user_id then
    redis.call('HSET', KEYS[7], id, meta.user_id)
    index_user(meta.user_id, meta.created_at)
  elseif before then
    redis.call('HDEL', KEYS[7], id)
  end
end

local function move_expiry()
  local last = math.max(tonumber(meta.last_interaction or 0), now)
  local expires = last + tonumber(meta.ttl or ARGV[8])
  if MAX_AGE ~= '' then
    expires = math.min(expires, tonumber(meta.created_at) + tonumber(MAX_AGE))
  end
  set('last_interaction', int(last))
  set('expires_at', int(expires))
end

local function write_meta()
  if #writes > 0 then
    redis.call('HSET', KEYS[1], unpack(writes))
  end
  if #drops > 0 then
    redis.call('HDEL', KEYS[1], unpack(drops))
  end
  redis.call('ZADD', KEYS[6], meta.last_interaction, id)
end

-- Counts the change and writes meta and indexes. A step that adds to the session writes this first: a full server refuses
-- a script's first write or none.
local function save()
  move_expiry()
  set('version', int(tonumber(meta.version or 0) + 1))
  write_meta()
  if reindex then
    write_owner()
  end
end

-- Nil, or the answer where a measure would pass its limit and grows.
local function full(limit, before, after, allowed)
  if after > tonumber(allowed) and after > before then
    return {'full', limit}
  end
  return nil
end

local function full_state(before_members, after_members, before_bytes, after_bytes, allowed_members, allowed_bytes)
  return full('state_members', before_members, after_members, allowed_members)
    or full('state_bytes', before_bytes, after_bytes, allowed_bytes)
end

-- Nil, or the answer where the namespace has no room for another session, or for more in one.
local function no_room(new, adds)
  if new and MOST ~= '' and redis.call('ZCARD', KEYS[6]) >= tonumber(MOST) then
    return {'full', 'namespace_sessions'}
  end
  return adds and FULL ~= '' and {'full', 'namespace_bytes'} or nil
end

-- The length of a stored value when it is plain: compressed and sealed ones say it in their bytes 3 to 6.
local function plain_bytes(stored)
  if #stored < 6 or string.byte(stored) ~= 1 then
    return #stored
  end
  local a, b, c, d = string.byte(stored, 3, 6)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

-- The plain bytes that a member of the state takes now; false where there is none.
local function member_bytes(name)
  local held = redis.call('HGET', KEYS[2], name)
  return held and #name + plain_bytes(held)
end

-- HSET, HDEL or RPUSH of many values, from the given one on, in calls that unpack() can take.
local function in_chunks(command, key, values, first)
  for from = first, #values, CHUNK do
    redis.call(command, key, unpack(values, from, math.min(from + CHUNK - 1, #values)))
  end
end
