-- Removes a document, also one that outlived its session.
-- Answers {'ok' or 'replayed', version}, {'nodocument'}, or {'foreign', key}, {'conflict', version}, {'reused'}.
--
-- ARGV[10] the document's name

local stop = begin() or documents_unsound()
local first
if meta and not stop then
  first, stop = recorded()
end
if stop then
  return stop
elseif first then
  return {'replayed', first.version}
end
local found = find_document(owner, ARGV[10], meta ~= nil)
-- Whose session it was that is gone is not known for certain.
if not found or (not meta and OWNER ~= '') then
  return {'nodocument'}
elseif not holds_for(found.version, CONDITION, ARGV[7]) then
  return {'conflict', found.version}
end
if meta then
  record(found.version, '0', '')
end
remove_documents(owner, {ARGV[10]})
if meta then
  expire_beside()
else
  disown_gone()
end
return {'ok', found.version}
