-- What scripts that touch documents share. An owner is 'session:id' or 'user:id', a document's name 'type:key', each part
-- spelled as in keys, with %3A for a colon. BEGIN is what all keys of the partition begin with.
--
--   documents  HASH  those that follow their owner: 'e:' name -> 'version bytes updated_at', 'b:' name -> body
--   register   HASH  those with a life of their own: name -> 'version bytes updated_at expires_at'; 'until' -> the longest
--   document:{type}:{key}     the body of one with a life of its own
--   documents:{type}  ZSET    owner and key by expires_at, a hint for those that follow a session
--   document_types    SET     the types that have an index
--
-- What is wrong with an index or a register must not break a step in its middle: these are written with pcall.

local function spelled(part)
  return (string.gsub(part, ':', '%%3A'))
end

local function owner_of(name)
  local base = BEGIN .. name .. ':'
  return {
    name = name, documents = base .. 'documents', register = base .. 'register', document = base .. 'document:'
  }
end

local function type_of(name)
  return string.match(name, '^[^:]*')
end

local function key_of(name)
  return string.match(name, '[^:]*$')
end

-- A command of many arguments, in calls that unpack() can take.
local function each_chunk(command, key, values)
  for from = 1, #values, 1000 do
    redis.pcall(command, key, unpack(values, from, math.min(from + 999, #values)))
  end
end

-- The answer of a step that cannot go on because a reply is an error; the replies are of keys in turn from the given one.
local function failed(first, replies)
  for i, reply in ipairs(replies) do
    if type(reply) == 'table' and reply.err then
      return string.find(reply.err, 'WRONGTYPE', 1, true) and {'foreign', KEYS[first + i - 1]} or reply
    end
  end
  return nil
end

-- Whether the session of this meta lives, whether something else is there, and until when it lives.
local function living(key)
  local meta = redis.pcall('HMGET', key, 'format', 'expires_at')
  if meta.err then
    return false, true, ''
  end
  local expires = tonumber(meta[2] or nil)
  if meta[1] ~= '1' or not expires then
    return false, redis.call('EXISTS', key) == 1, ''
  end
  return expires > NOW, false, meta[2]
end

local function list(reply)
  return reply.err and {} or reply
end

-- The document of that name; nil where there is none, or where it has expired. Those that follow are looked at where
-- their owner lives.
local function find_document(owner, name, alive)
  local entry = redis.pcall('HGET', owner.register, name)
  if type(entry) == 'string' then
    local version, bytes, updated, expires = string.match(entry, '^(%d+) (%d+) (%d+) (%d+)$')
    if expires and tonumber(expires) > NOW then
      return {own = true, version = version, bytes = bytes, updated = updated, expires = expires}
    end
  end
  entry = alive and redis.pcall('HGET', owner.documents, 'e:' .. name)
  if type(entry) == 'string' then
    local version, bytes, updated = string.match(entry, '^(%d+) (%d+) (%d+)$')
    if version then
      return {version = version, bytes = bytes, updated = updated}
    end
  end
  return nil
end

-- The names of an owner's documents: those that follow, where the owner lives, and those with a life of their own, living
-- and expired; and the longest of these lives.
local function names_of(owner, alive)
  local following, own, dead, longest = {}, {}, {}, 0
  if alive then
    for _, field in ipairs(list(redis.pcall('HKEYS', owner.documents))) do
      if string.sub(field, 1, 2) == 'e:' then
        following[#following + 1] = string.sub(field, 3)
      end
    end
  end
  local register = list(redis.pcall('HGETALL', owner.register))
  for i = 1, #register, 2 do
    local expires = tonumber(string.match(register[i + 1], '^%d+ %d+ %d+ (%d+)$') or nil)
    if expires then
      table.insert(expires > NOW and own or dead, register[i])
      longest = math.max(longest, expires)
    end
  end
  return following, own, dead, longest
end

local function index_document(owner, name, score)
  local kind = type_of(name)
  redis.pcall('ZADD', BEGIN .. 'documents:' .. kind, score, owner.name .. ':' .. key_of(name))
  redis.pcall('SADD', BEGIN .. 'document_types', kind)
end

-- Takes documents out of the indexes of their types, and types without entries out of their set.
local function unindex_documents(owner, names)
  local by_type = {}
  for _, name in ipairs(names) do
    local kind = type_of(name)
    by_type[kind] = by_type[kind] or {}
    table.insert(by_type[kind], owner.name .. ':' .. key_of(name))
  end
  for kind, members in pairs(by_type) do
    each_chunk('ZREM', BEGIN .. 'documents:' .. kind, members)
    if redis.call('EXISTS', BEGIN .. 'documents:' .. kind) == 0 then
      redis.pcall('SREM', BEGIN .. 'document_types', kind)
    end
  end
end

-- The register lives as long as the longest of its documents, and goes with the last.
local function settle_register(owner)
  local _, own, dead, longest = names_of(owner, false)
  if #own + #dead == 0 then
    redis.call('UNLINK', owner.register)
  else
    redis.pcall('HSET', owner.register, 'until', string.format('%.0f', longest))
    redis.call('PEXPIREAT', owner.register, string.format('%.0f', longest))
  end
end

-- Writes a document with its index entry: one that follows its owner, which lives until then or for ever, where 'expires' is
-- empty. The first write adds: a full server refuses a script's first write or none.
local function write_document(owner, name, body, entry, expires, until_then)
  if expires == '' then
    redis.call('HSET', owner.documents, 'e:' .. name, entry, 'b:' .. name, body)
    if redis.call('HDEL', owner.register, name) == 1 then
      redis.call('UNLINK', owner.document .. name)
      settle_register(owner)
    end
    index_document(owner, name, until_then or '+inf')
  else
    redis.call('SET', owner.document .. name, body)
    redis.call('HSET', owner.register, name, entry .. ' ' .. expires)
    redis.call('HDEL', owner.documents, 'e:' .. name, 'b:' .. name)
    index_document(owner, name, expires)
  end
end

-- Gives a document with a life of its own its expiry, and the register that of the longest. A time that the server has passed
-- already removes what it is set on, so this comes last.
local function expire_document(owner, name, before, expires)
  local longest = tonumber(redis.call('HGET', owner.register, 'until') or nil) or 0
  if before and before.own and tonumber(before.expires) == longest and tonumber(expires) < longest then
    settle_register(owner)
  else
    longest = string.format('%.0f', math.max(longest, tonumber(expires)))
    redis.call('HSET', owner.register, 'until', longest)
    redis.call('PEXPIREAT', owner.register, longest)
  end
  redis.call('PEXPIREAT', owner.document .. name, expires)
end

-- Whether the register's expiry goes by one of these.
local function has_longest(owner, names)
  local longest = redis.pcall('HGET', owner.register, 'until')
  if type(longest) ~= 'string' then
    return false
  end
  for _, name in ipairs(names) do
    local entry = redis.pcall('HGET', owner.register, name)
    if type(entry) == 'string' and string.match(entry, '%d+$') == longest then
      return true
    end
  end
  return false
end

-- Removes documents with all that tells of them, whatever their life is.
local function remove_documents(owner, names)
  if #names == 0 then
    return
  end
  local fields, bodies = {}, {}
  for i, name in ipairs(names) do
    fields[2 * i - 1] = 'e:' .. name
    fields[2 * i] = 'b:' .. name
    bodies[i] = owner.document .. name
  end
  local longest = has_longest(owner, names)
  unindex_documents(owner, names)
  each_chunk('HDEL', owner.documents, fields)
  each_chunk('HDEL', owner.register, names)
  for from = 1, #bodies, 1000 do
    redis.call('UNLINK', unpack(bodies, from, math.min(from + 999, #bodies)))
  end
  if longest or redis.pcall('HLEN', owner.register) == 1 then
    settle_register(owner)
  end
end

-- The index entries of documents that go together with their owner's hash.
local function forget_following(owner)
  local following = names_of(owner, true)
  if #following > 0 then
    unindex_documents(owner, following)
  end
end

local function outlived(owner)
  local _, own = names_of(owner, false)
  return #own > 0
end

-- Whether anything tells of a document, be it expired.
local function has_documents(owner)
  return redis.call('EXISTS', owner.documents, owner.register) > 0
end
