-- How much one partition of a namespace holds. Sessions and documents by the indexes; bytes by what a sample of them takes, as
-- the server measures it. It only reads. Answers {sessions, documents, bytes}.
--
-- KEYS[1] the index of active sessions  KEYS[2] the types of documents
-- ARGV[1] what the keys of the partition begin with
-- ARGV[2] how many sessions, and documents of each type, are looked at; 0 for no bytes

local begin, sample = ARGV[1], tonumber(ARGV[2])

local function taken(key)
  return redis.call('MEMORY', 'USAGE', key) or 0
end

-- What those of an index take: the mean of some of them for all.
local function of(index, count, measure)
  if sample == 0 or count == 0 then
    return 0
  end
  local some, sum = redis.call('ZRANDMEMBER', index, sample), 0
  for _, member in ipairs(some) do
    sum = sum + measure(member)
  end
  return sum / #some * count
end

local sessions = redis.call('ZCARD', KEYS[1])
local bytes = of(KEYS[1], sessions, function(id)
  local key, sum = begin .. 'session:' .. string.gsub(id, ':', '%%3A') .. ':', 0
  for _, part in ipairs({'meta', 'state', 'history', 'once'}) do
    sum = sum + taken(key .. part)
  end
  return sum
end)

local documents = 0
for _, kind in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local index = begin .. 'documents:' .. kind
  local count = redis.call('ZCARD', index)
  documents = documents + count
  bytes = bytes + of(index, count, function(member)
    local owner, key = string.match(member, '^(.*):([^:]*)$')
    local name = kind .. ':' .. key
    return taken(begin .. owner .. ':document:' .. name)
      + redis.call('HSTRLEN', begin .. owner .. ':documents', 'b:' .. name)
  end)
end
return {sessions, documents, bytes}
