-- Appends messages, trims the history, and with them sets what came beside them.
-- Answers 'ok' or 'replayed' with outcomes 'seq:timestamp:duplicate;...' for each message, {'idconflict', index from 0},
-- or one of prelude.lua's words.
--
-- ARGV[10] '1': create the session when absent   ARGV[11] user id, empty to leave it
-- ARGV[12] metadata, empty to leave it
-- ARGV[13], ARGV[14] created_via and user_agent that the metadata has itself, empty for none
-- ARGV[15], ARGV[16] those that a new session gets else
-- ARGV[17] allowed members of the state          ARGV[18] its allowed bytes   ARGV[19] allowed bytes of the metadata
-- ARGV[20] how many messages are kept            ARGV[21] '1': answer with the state
-- ARGV[22] answer with how many messages         ARGV[23] number of messages n
-- ARGV[24...] for each message: id after an '=', or empty; digest; timestamp in ms; text
-- ARGV[24 + 4n...] members of the state: name, value; the value null removes

local with_state, last = ARGV[21] == '1', tonumber(ARGV[22])
local stop = begin() or replay(with_state, last)
if stop then
  return stop
end
local new = not meta
if new then
  if ARGV[10] ~= '1' then
    return {'missing'}
  elseif ARGV[7] ~= '' then
    return {'conflict', ''}
  end
elseif not holds() then
  return {'conflict', meta.version}
end

local count = tonumber(ARGV[23])
local beside = 24 + 4 * count
local next_seq = new and 1 or tonumber(meta.next_seq)
local fresh, ids, outcomes, within = {}, {}, {}, {}
for i = 0, count - 1 do
  local at = 24 + 4 * i
  local message_id, digest, timestamp = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local known = message_id ~= '' and (within[message_id]
    or (not new and redis.call('HGET', KEYS[4], 'm:' .. string.sub(message_id, 2))))
  if known then
    local seq, first_timestamp, first_digest = string.match(known, '^%d+ (%d+) (-?%d+) (.*)$')
    if first_digest ~= digest then
      return {'idconflict', int(i)}
    end
    outcomes[#outcomes + 1] = seq .. ':' .. first_timestamp .. ':1'
  else
    local seq = int(next_seq + #fresh)
    fresh[#fresh + 1] = ARGV[at + 3]
    outcomes[#outcomes + 1] = seq .. ':' .. timestamp .. ':0'
    if message_id ~= '' then
      local record_of_id = seq .. ' ' .. timestamp .. ' ' .. digest
      within[message_id] = '0 ' .. record_of_id
      ids[#ids + 1] = string.sub(message_id, 2)
      ids[#ids + 1] = record_of_id
    end
  end
end
local outcome = table.concat(outcomes, ';')
if count > 0 and #fresh == 0 then
  record(meta.version, '0', outcome)
  return answer('ok', meta.version, '0', '0', outcome, with_state, last)
end

local after_members, before_bytes = members, new and 0 or tonumber(meta.state_bytes or 0)
local after_bytes = before_bytes
local puts, removals = {}, {}
for i = beside, #ARGV, 2 do
  local name, value = ARGV[i], ARGV[i + 1]
  local held = member_bytes(name)
  after_bytes = after_bytes - (held or 0)
  after_members = after_members - (held and 1 or 0)
  if value == 'null' then
    removals[#removals + 1] = name
  else
    after_bytes = after_bytes + #name + plain_bytes(value)
    after_members = after_members + 1
    puts[#puts + 1] = name
    puts[#puts + 1] = value
  end
end
local metadata = ARGV[12]
if new and metadata == '' then
  metadata = '{}'
end
stop = full_state(members, after_members, before_bytes, after_bytes, ARGV[17], ARGV[18])
  or (metadata ~= '' and full('metadata_bytes', new and 0 or plain_bytes(meta.metadata or ''), plain_bytes(metadata), ARGV[19]))
  or no_room(new, true)
if stop then
  return stop
end

if new then
  create()
  set('created_via', ARGV[15])
  set('user_agent', ARGV[16])
end
if metadata ~= '' then
  set('metadata', metadata)
  if ARGV[13] ~= '' then
    set('created_via', ARGV[13])
  end
  if ARGV[14] ~= '' then
    set('user_agent', ARGV[14])
  end
end
if ARGV[11] ~= '' then
  own(ARGV[11])
end
set('state_bytes', int(math.max(0, after_bytes)))
local kept = tonumber(ARGV[20])
next_seq = next_seq + #fresh
set('next_seq', int(next_seq))
set('first_seq', int(math.max(tonumber(meta.first_seq), next_seq - kept)))
save()
in_chunks('HSET', KEYS[2], puts, 1)
in_chunks('HDEL', KEYS[2], removals, 1)
in_chunks('RPUSH', KEYS[3], fresh, math.max(1, #fresh - kept + 1))
redis.call('LTRIM', KEYS[3], -kept, -1)
for i = 1, #ids, 2 do
  remember('m', ids[i], ids[i + 1])
end
local created = new and '1' or '0'
record(meta.version, created, outcome)
return answer('ok', meta.version, created, '1', outcome, with_state, last)
