-- Idempotency records, and message ids: each a ring of the newest in the hash ONCE. NOW is the time of the step, ONCE_NAME
-- the idempotency key, empty for none, ONCE_DIGEST its digest.

local DAY = 86400000
local RING = 1000

-- Lua would write large numbers as 1e+15.
local function int(number)
  return string.format('%.0f', number)
end

-- The first outcome under the idempotency key: version, created, outcomes. Else nil, or nil and an answer that ends the
-- step.
local function recorded()
  local record = ONCE_NAME ~= '' and redis.call('HGET', ONCE, 'k:' .. ONCE_NAME)
  if not record then
    return nil
  end
  local at, version, created, outcomes, digest = string.match(record, '^%d+ (%d+) (%d+) (%d) ([^ ]*) (.*)$')
  if not at or NOW - tonumber(at) >= DAY then
    return nil
  end
  if digest ~= ONCE_DIGEST then
    return nil, {'reused'}
  end
  return {version = version, created = created, outcomes = outcomes}
end

-- Remembers one entry in a ring of the once hash: 'k' for idempotency keys, 'm' for message ids. A record begins with its
-- place in the ring, so that the place's older tenant does not take a newer record of its name away.
local function remember(kind, name, record)
  local counter = kind .. 'n'
  local place = (tonumber(redis.call('HGET', ONCE, counter) or nil) or 0) + 1
  local slot = kind .. 'r:' .. int(place % RING)
  local evicted = redis.call('HGET', ONCE, slot)
  local old = evicted and evicted ~= name and redis.call('HGET', ONCE, kind .. ':' .. evicted)
  redis.call('HSET', ONCE, counter, int(place), slot, name, kind .. ':' .. name, int(place) .. ' ' .. record)
  if old and tonumber(string.match(old, '^%d+')) == place - RING then
    redis.call('HDEL', ONCE, kind .. ':' .. evicted)
  end
end

-- Records the outcome under the idempotency key.
local function record(version, created, outcomes)
  if ONCE_NAME ~= '' then
    remember('k', ONCE_NAME, table.concat({int(NOW), version, created, outcomes, ONCE_DIGEST}, ' '))
  end
end

-- The condition, and in a second line the one user whose sessions the caller may touch; empty for every session.
local CONDITION, OWNER = string.match(ARGV[6] or '', '^([^\n]*)\n?(.*)$')

-- A change that was accepted earlier has 'late:<when>:<created_at>:<expires_at>' for its condition; the last two are of the
-- session that it was made upon, empty where that was not known.
local ACCEPTED, BASE_CREATED, BASE_EXPIRES = string.match(CONDITION, '^late:(%d+):(%d*):(%d*)$')

-- Whether the session that the change was made upon was deleted: it is not this one, and cannot have expired.
local function deleted_meanwhile(session)
  return ACCEPTED and BASE_CREATED ~= '' and (not session or session.created_at ~= BASE_CREATED)
    and tonumber(BASE_EXPIRES) > NOW
end

-- Whether the precondition holds for something of this version: '1' where it must be absent, and the versions of If-Match.
local function holds_for(version, absent, versions)
  if absent == '1' then
    return false
  end
  return versions == '' or string.find(versions, ',0,', 1, true)
    or string.find(versions, ',' .. version .. ',', 1, true)
end
