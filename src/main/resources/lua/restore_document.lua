-- Writes a document as it was, with its version and times, in a session or of a user.
-- Answers {'restored'}, {'replaced'}, {'unchanged'} (the same one is there), {'different'} (another one is there and stays),
-- {'expired'} (it has by now), {'orphaned'} (its session is not there, or is another one), or {'foreign', key}.
--
-- ARGV[10] the document's name  ARGV[11] its body  ARGV[12] the bytes of its JSON text
-- ARGV[13] its version          ARGV[14] when it was written, ms
-- ARGV[15] when the life of its own ends, ms; empty where it follows its owner
-- ARGV[16] when its session was created, ms; empty where that does not matter
-- ARGV[17] in whose index it keeps its session where that is gone; empty for none
-- ARGV[18] '1': replace one that is different

local stop = begin() or documents_unsound()
if stop then
  return stop
end
local name, expires = ARGV[10], ARGV[15]
local own = expires ~= ''
if own and tonumber(expires) <= NOW then
  return {'expired'}
elseif (not meta and not own) or (meta and ARGV[16] ~= '' and meta.created_at ~= ARGV[16]) then
  return {'orphaned'}
end
local found = find_document(owner, name, meta ~= nil)
if found then
  if found.version == ARGV[13] and found.updated == ARGV[14] then
    return {'unchanged'}
  elseif ARGV[18] ~= '1' then
    return {'different'}
  end
end
write_document(owner, name, ARGV[11], ARGV[13] .. ' ' .. ARGV[12] .. ' ' .. ARGV[14], expires, meta and meta.expires_at)
if meta then
  expire_beside()
else
  own_gone(ARGV[17])
end
if own then
  expire_document(owner, name, found, expires)
end
return {found and 'replaced' or 'restored'}
