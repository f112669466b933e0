-- Creates a document or replaces it, in a session or of a user.
-- Answers {'ok' or 'replayed', version, created, 'bytes:updated_at:expires_at'}, {'missing'} without a session, or
-- {'foreign', key}, {'conflict', version or ''}, {'reused'}, {'full', limit}.
--
-- ARGV[10] the document's name  ARGV[11] its body  ARGV[12] the bytes of its JSON text
-- ARGV[13] the life of its own, ms; empty where it follows its owner
-- ARGV[14] how many documents the owner may have
-- ARGV[15], ARGV[16] '1' if the namespace has no room for another document, and for more bytes

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
if ARGV[15] == '1' and not found then
  return {'full', 'namespace_documents'}
elseif ARGV[16] == '1' and (not found or tonumber(ARGV[12]) > tonumber(found.bytes)) then
  return {'full', 'namespace_bytes'}
end

local version = found and int(tonumber(found.version) + 1) or '1'
local entry = version .. ' ' .. ARGV[12] .. ' ' .. int(NOW)
local expires = meta.expires_at or ''
local own = ARGV[13] ~= ''
if own then
  expires = int(NOW + tonumber(ARGV[13]))
end
write_document(owner, name, ARGV[11], entry, own and expires or '', meta.expires_at)
local created, outcomes = found and '0' or '1', ARGV[12] .. ':' .. int(NOW) .. ':' .. expires
record(version, created, outcomes)

-- Times that the server has passed already remove what they are set on, so they come last.
expire_beside()
if own then
  expire_document(owner, name, found, expires)
end
return {'ok', version, created, outcomes}
