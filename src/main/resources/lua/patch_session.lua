-- Changes parts of a session. What a script may not do, opening the caller's JSON, it leaves to the service: where an
-- object meets a stored member, or the metadata is to be patched, it changes nothing and answers
-- {'merge', version, metadata, created_via, user_agent, name, value, ...}; the service merges and sends the step again with
-- that version, which must still be the session's, or the answer is 'merge' again.
-- Else 'ok', 'replayed', or one of prelude.lua's words.
--
-- ARGV[10] the version that the merged values belong to, empty for none
-- ARGV[11] user: empty to leave, '-' to clear, '=' and the id      ARGV[12] ttl: empty to leave, '-' to clear, '=' and ms
-- ARGV[13] metadata: empty to leave, 'merge' to ask for it, 'same' where merging changes nothing, 'merged', 'replace'
-- ARGV[14] metadata, ARGV[15] created_via, ARGV[16] user_agent, with 'merged' and 'replace'
-- ARGV[17] allowed members of the state   ARGV[18] its allowed bytes   ARGV[19] allowed bytes of the metadata
-- ARGV[20] state: empty to leave, 'clear', 'patch'
-- ARGV[21...] with 'patch': kind, name, value for each member. Kinds: 'drop' it, 'set' it, 'object' (its value where the
-- member is absent), 'merged' (into what the session held at that version)

local stop = begin_existing(true)
if stop then
  return stop
end

local stale = ARGV[10] ~= meta.version
local merge = {'merge', meta.version, meta.metadata or '', meta.created_via or '', meta.user_agent or ''}
local must_merge = ARGV[13] == 'merge' or (stale and (ARGV[13] == 'same' or ARGV[13] == 'merged'))
local before_bytes = tonumber(meta.state_bytes or 0)
local after_bytes, after_members = before_bytes, members
local puts, removals = {}, {}
if ARGV[20] == 'clear' then
  after_bytes, after_members = 0, 0
else
  for i = 21, #ARGV, 3 do
    local kind, name, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    local held = redis.call('HGET', KEYS[2], name)
    must_merge = must_merge or (kind == 'merged' and stale) or (kind == 'object' and held)
    if held then
      if kind == 'object' or kind == 'merged' then
        merge[#merge + 1] = name
        merge[#merge + 1] = held
      end
      after_bytes = after_bytes - #name - plain_bytes(held)
      after_members = after_members - 1
    end
    if kind ~= 'drop' then
      after_bytes = after_bytes + #name + plain_bytes(value)
      after_members = after_members + 1
      if held ~= value then
        puts[#puts + 1] = name
        puts[#puts + 1] = value
      end
    elseif held then
      removals[#removals + 1] = name
    end
  end
end
if must_merge then
  return merge
end

local user = ARGV[11] == '' and (meta.user_id or '') or string.sub(ARGV[11], 2)
local ttl = ARGV[12] == '' and (meta.ttl or '') or string.sub(ARGV[12], 2)
local new_metadata = ARGV[13] == 'merged' or ARGV[13] == 'replace'
local changed = #puts > 0 or #removals > 0 or (ARGV[20] == 'clear' and members > 0)
  or user ~= (meta.user_id or '') or ttl ~= (meta.ttl or '')
  or (new_metadata and (ARGV[14] ~= meta.metadata or ARGV[15] ~= (meta.created_via or '')
    or ARGV[16] ~= (meta.user_agent or '')))
if not changed then
  record(meta.version, '0', '')
  return answer('ok', meta.version, '0', '0', '', true, 0)
end

stop = full_state(members, after_members, before_bytes, after_bytes, ARGV[17], ARGV[18])
  or (new_metadata and full('metadata_bytes', plain_bytes(meta.metadata or ''), plain_bytes(ARGV[14]), ARGV[19]))
  or no_room(false, after_bytes > before_bytes
    or (new_metadata and plain_bytes(ARGV[14]) > plain_bytes(meta.metadata or '')))
if stop then
  return stop
end

if new_metadata then
  set('metadata', ARGV[14])
  set('created_via', ARGV[15])
  set('user_agent', ARGV[16])
end
own(user)
set('ttl', ttl)
set('state_bytes', int(math.max(0, after_bytes)))
save()
if ARGV[20] == 'clear' then
  redis.call('UNLINK', KEYS[2])
end
in_chunks('HSET', KEYS[2], puts, 1)
in_chunks('HDEL', KEYS[2], removals, 1)
record(meta.version, '0', '')
return answer('ok', meta.version, '0', '1', '', true, 0)
