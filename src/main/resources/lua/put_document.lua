-- Creates a document or replaces it, in a session or of a user.
-- Answers {'ok' or 'replayed', version, created, 'bytes:updated_at:expires_at'}, {'missing'} without a session, or
-- {'foreign', key}, {'conflict', version or ''}, {'reused'}, {'full', 'documents'}.
--
-- ARGV[10] the document's name  ARGV[11] its body  ARGV[12] the bytes of its JSON text
-- ARGV[13] the life of its own, ms; empty where it follows its owner
-- ARGV[14] how many documents the owner may have

local stop = begin() or documents_unsound()
local first
if meta and not stop then
  first, stop = recorded()
end
if stop then
  return stop
elseif first then
  return {'replayed', first.version, first.created, first.outcomes}
elseif not meta or deleted_meanwhile(meta) then
  return {'missing'}
end

local name, most = ARGV[10], tonumber(ARGV[14])
local found = find_document(owner, name, true)
if found then
  if not holds_for(found.version, CONDITION, ARGV[7]) then
    return {'conflict', found.version}
  end
elseif ARGV[7] ~= '' then
  return {'conflict', ''}
elseif redis.call('HLEN', owner.documents) / 2 + redis.call('HLEN', owner.register) >= most then
  -- Some of the register may have expired.
  local following, own = names_of(owner, true)
  if #following + #own >= most then
    return {'full', 'documents'}
  end
end

local version = found and int(tonumber(found.version) + 1) or '1'
local entry = version .. ' ' .. ARGV[12] .. ' ' .. int(NOW)
local expires = meta.expires_at or ''
-- The first write adds: a full server refuses a script's first write or none.
if ARGV[13] == '' then
  redis.call('HSET', owner.documents, 'e:' .. name, entry, 'b:' .. name, ARGV[11])
  if redis.call('HDEL', owner.register, name) == 1 then
    redis.call('UNLINK', owner.document .. name)
    settle_register(owner)
  end
else
  expires = int(NOW + tonumber(ARGV[13]))
  redis.call('SET', owner.document .. name, ARGV[11])
  redis.call('HSET', owner.register, name, entry .. ' ' .. expires)
  redis.call('HDEL', owner.documents, 'e:' .. name, 'b:' .. name)
end
index_document(owner, name, expires == '' and '+inf' or expires)
local created, outcomes = found and '0' or '1', ARGV[12] .. ':' .. int(NOW) .. ':' .. expires
record(version, created, outcomes)

-- Times that the server has passed already remove what they are set on, so they come last.
expire_beside()
if ARGV[13] ~= '' then
  local longest = tonumber(redis.call('HGET', owner.register, 'until') or nil) or 0
  if found and found.own and tonumber(found.expires) == longest and tonumber(expires) < longest then
    settle_register(owner)
  else
    longest = int(math.max(longest, tonumber(expires)))
    redis.call('HSET', owner.register, 'until', longest)
    redis.call('PEXPIREAT', owner.register, longest)
  end
  redis.call('PEXPIREAT', owner.document .. name, expires)
end
return {'ok', version, created, outcomes}
