-- Creates a session, or replaces state, metadata, owner and ttl of the one that is there.
-- Answers 'ok', 'replayed', {'exists', version}, or one of prelude.lua's words.
--
-- ARGV[10] 'create' or 'put'                     ARGV[11] user id, empty for none
-- ARGV[12] ttl of its own, ms, empty for none    ARGV[13] metadata
-- ARGV[14], ARGV[15] created_via and user_agent that the metadata has itself, empty for none
-- ARGV[16], ARGV[17] those that a new session gets else
-- ARGV[18] allowed members of the state          ARGV[19] its allowed bytes   ARGV[20] allowed bytes of the metadata
-- ARGV[21] bytes of the state                    ARGV[22...] its members: name, value, ...

local stop = begin() or replay(true, 0)
if stop then
  return stop
end
local new = not meta
if new then
  if ARGV[7] ~= '' then
    return {'conflict', ''}
  end
elseif ARGV[10] == 'create' then
  return {'exists', meta.version}
elseif not holds() then
  return {'conflict', meta.version}
end

local before_bytes = new and 0 or tonumber(meta.state_bytes or 0)
local before_metadata = new and 0 or plain_bytes(meta.metadata or '')
stop = full_state(members, (#ARGV - 21) / 2, before_bytes, tonumber(ARGV[21]), ARGV[18], ARGV[19])
  or full('metadata_bytes', before_metadata, plain_bytes(ARGV[13]), ARGV[20])
  or no_room(new, tonumber(ARGV[21]) > before_bytes or plain_bytes(ARGV[13]) > before_metadata)
if stop then
  return stop
end

if new then
  create()
end
local function origin(name, own, given)
  if own ~= '' then
    set(name, own)
  elseif new then
    set(name, given)
  end
end
set('metadata', ARGV[13])
origin('created_via', ARGV[14], ARGV[16])
origin('user_agent', ARGV[15], ARGV[17])
set('ttl', ARGV[12])
set('state_bytes', ARGV[21])
own(ARGV[11])
save()
redis.call('UNLINK', KEYS[2])
in_chunks('HSET', KEYS[2], ARGV, 22)
local created = new and '1' or '0'
record(meta.version, created, '')
return answer('ok', meta.version, created, '1', '', true, 0)
