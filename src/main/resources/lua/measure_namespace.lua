-- How much one partition of a namespace holds. Sessions and documents by the indexes; bytes by what a sample of them takes, as
-- the server measures it. It only reads, and what is damaged counts for nothing. Answers {sessions, documents, bytes}.
--
-- KEYS[1] the index of active sessions  KEYS[2] the types of documents
-- ARGV[1] what the keys of the partition begin with
-- ARGV[2] how many sessions, and documents in all, are looked at, at least one of each type; 0 for no bytes
--
-- Of more than a thousand types some thousand are counted, and the others are taken to be like them.

local begin, sample = ARGV[1], tonumber(ARGV[2])

local function taken(key)
  return redis.call('MEMORY', 'USAGE', key) or 0
end

local function number(...)
  local answer = redis.pcall(...)
  return type(answer) == 'number' and answer or 0
end

-- What those of an index take: the mean of some of them for all.
local function of(index, count, looked, measure)
  local some = looked > 0 and count > 0 and redis.call('ZRANDMEMBER', index, looked) or {}
  local sum = 0
  for _, member in ipairs(some) do
    sum = sum + measure(member)
  end
  return #some == 0 and 0 or sum / #some * count
end

local sessions = redis.call('ZCARD', KEYS[1])
local bytes = of(KEYS[1], sessions, sample, function(id)
  local key, sum = begin .. 'session:' .. string.gsub(id, ':', '%%3A') .. ':', 0
  for _, part in ipairs({'meta', 'state', 'history', 'once'}) do
    sum = sum + taken(key .. part)
  end
  return sum
end)

local kinds = redis.call('SRANDMEMBER', KEYS[2], 1000)
if #kinds == 0 then
  return {sessions, 0, bytes}
end
local each = sample == 0 and 0 or math.max(1, math.floor(sample / #kinds))
local documents, weight = 0, 0
for _, kind in ipairs(kinds) do
  local index = begin .. 'documents:' .. kind
  local count = number('ZCARD', index)
  documents = documents + count
  weight = weight + of(index, count, each, function(member)
    local owner, key = string.match(member, '^(.*):([^:]*)$')
    if not owner then
      return 0
    end
    local name = kind .. ':' .. key
    return taken(begin .. owner .. ':document:' .. name)
      + number('HSTRLEN', begin .. owner .. ':documents', 'b:' .. name)
  end)
end
local others = redis.call('SCARD', KEYS[2]) / #kinds
return {sessions, documents * others, bytes + weight * others}
