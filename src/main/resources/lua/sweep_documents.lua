-- Removes documents of one type through its index, each checked again here. Stops when it has done enough.
-- Answers {how many of the given it came to, documents, entries, moves, sample}: moves is a flat list of session, user and
-- entry that is still to go into the user's index, sample the members of the first removed documents.
--
-- KEYS[1] the type's index  KEYS[2] owners  KEYS[3] unindexed
-- ARGV[1] now, ms  ARGV[2] what the keys of the partition begin with
-- ARGV[3] what the key of a user's index begins with; empty where there are partitions
-- ARGV[4] which: 'inactive', 'named' or 'all'   ARGV[5] with 'all', only documents written before this
-- ARGV[6] '1': count only                       ARGV[7] how much is enough, in commands
-- ARGV[8] the type                              ARGV[9...] members of the index: 'session:id:key' or 'user:id:key'

local WHICH, WRITTEN_BEFORE, DRY = ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
local SAMPLE = 10
local documents, entries, work = 0, 0, 0
local moves, sample = {}, {}

-- With the last document of a session that is gone goes what kept it in its user's index.
local function forget_owner(owner, id, alive)
  if not id or alive or has_documents(owner) then
    return
  end
  id = string.gsub(id, '%%3A', ':')
  local user = redis.call('HGET', KEYS[2], id)
  if not user then
    return
  end
  redis.call('HDEL', KEYS[2], id)
  if ARGV[3] ~= '' then
    redis.pcall('ZREM', ARGV[3] .. spelled(user) .. ':sessions', id)
  else
    redis.call('HSET', KEYS[3], id .. '\n' .. user, '-')
    moves[#moves + 1] = id
    moves[#moves + 1] = user
    moves[#moves + 1] = '-'
  end
end

local function examine(member)
  work = work + 4
  local name_of_owner, key = string.match(member, '^(%a+:[^:]+):([^:]+)$')
  local score = redis.call('ZSCORE', KEYS[1], member)
  if not name_of_owner or not score then
    return
  end
  local owner, name = owner_of(name_of_owner), ARGV[8] .. ':' .. key
  local id = string.match(name_of_owner, '^session:(.*)$')
  local alive, foreign, until_then = true, false, '+inf'
  if id then
    alive, foreign, until_then = living(BEGIN .. name_of_owner .. ':meta')
  end
  if foreign then
    return
  end
  local found = find_document(owner, name, alive)
  if WHICH == 'inactive' then
    if tonumber(score) > NOW then
      return
    elseif found then
      if not DRY then
        redis.call('ZADD', KEYS[1], found.expires or until_then, member)
      end
      return
    end
    entries = entries + 1
  elseif found then
    if WHICH == 'all' and tonumber(found.updated) >= WRITTEN_BEFORE then
      return
    end
    documents = documents + 1
    if #sample < SAMPLE then
      sample[#sample + 1] = member
    end
  end
  if not DRY then
    work = work + 10
    remove_documents(owner, {name})
    forget_owner(owner, id, alive)
  end
end

-- Keys of another type end the script here, not half-way.
redis.call('HLEN', KEYS[2])
redis.call('HLEN', KEYS[3])
local came_to = 0
for i = 9, #ARGV do
  if work >= tonumber(ARGV[7]) then
    break
  end
  examine(ARGV[i])
  came_to = came_to + 1
end
return {came_to, documents, entries, moves, sample}
