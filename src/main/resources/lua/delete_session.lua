-- Removes a session with all its keys and index entries.
-- Answers 'ok' with the version that was removed, 'replayed' with the version of the key's first outcome, or one of
-- prelude.lua's words.

local stop = begin() or replay(false, 0)
if stop then
  return stop
end
if not meta then
  return {'missing'}
elseif not holds() then
  return {'conflict', meta.version}
end
local version = meta.version
remove_all()
return {'ok', version, '0', '1', '', {}, {}, {}}
