-- Counts as an interaction: moves the expiry and the version.
-- Answers 'ok', 'replayed', or one of prelude.lua's words.

local stop = begin() or replay(true, 0)
if stop then
  return stop
end
if not meta then
  return {'missing'}
elseif not holds() then
  return {'conflict', meta.version}
end
save()
record(meta.version, '0', '')
return answer('ok', meta.version, '0', '1', '', true, 0)
