-- Removes every message; state and the seq counter stay. Changes nothing where there is none.
-- Answers 'ok', 'replayed', or one of prelude.lua's words.

local stop = begin_existing(true)
if stop then
  return stop
end
local changed = meta.first_seq ~= meta.next_seq
if changed then
  redis.call('UNLINK', KEYS[3])
  set('first_seq', meta.next_seq)
  save()
end
changed = changed and '1' or '0'
record(meta.version, '0', '')
return answer('ok', meta.version, '0', changed, '', true, 0)
