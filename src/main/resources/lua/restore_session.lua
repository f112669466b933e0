-- Writes a session as it was captured, with its version, times and seqs. A history that was staged is renamed: however long it
-- is, that takes no time.
-- Answers {'restored'}, {'replaced'}, {'unchanged'} (the same one is there), {'different'} (another one is there and stays),
-- {'expired'} (it has by now), {'lost'} (not all of the history is staged), or {'foreign', key}.
--
-- KEYS[10] the staged history
-- ARGV[10] '1': replace one that is different         ARGV[11] how many messages are staged; empty where none are
-- ARGV[12], ARGV[13], ARGV[14] how many arguments are fields of meta, members of the state, messages; the rest are message ids
-- ARGV[15...] fields of meta: name, value; members of the state: name, value; messages; message ids: id, record

local function arguments(from, count)
  local part = {}
  for i = from, from + count - 1 do
    part[#part + 1] = ARGV[i]
  end
  return part
end

local stop = begin()
if stop then
  return stop
end
local at = 15
local fields_of_meta = arguments(at, tonumber(ARGV[12]))
at = at + #fields_of_meta
local state = arguments(at, tonumber(ARGV[13]))
at = at + #state
local messages = arguments(at, tonumber(ARGV[14]))
at = at + #messages
local image = fields(fields_of_meta)
if tonumber(image.expires_at) <= now then
  return {'expired'}
end
local word = 'restored'
if meta then
  local same = true
  for _, name in ipairs({'created_at', 'last_interaction', 'version', 'first_seq', 'next_seq'}) do
    same = same and meta[name] == image[name]
  end
  if same then
    return {'unchanged'}
  elseif ARGV[10] ~= '1' then
    return {'different'}
  end
  word = 'replaced'
end
local staged = ARGV[11] ~= ''
if staged and redis.call('LLEN', KEYS[10]) ~= tonumber(ARGV[11]) then
  return {'lost'}
end
local seen = {}
for i = at, #ARGV, 2 do
  local place = (i - at) / 2 + 1
  for _, part in ipairs({'mr:' .. int(place % RING), ARGV[i], 'm:' .. ARGV[i], int(place) .. ' ' .. ARGV[i + 1]}) do
    seen[#seen + 1] = part
  end
end
if #seen > 0 then
  seen[#seen + 1] = 'mn'
  seen[#seen + 1] = int((#ARGV - at + 1) / 2)
end

if meta then
  remove_all(true)
end
meta = {}
reindex = true
for i = 1, #fields_of_meta, 2 do
  set(fields_of_meta[i], fields_of_meta[i + 1])
end
write_meta()
write_owner()
in_chunks('HSET', KEYS[2], state, 1)
if staged then
  redis.call('RENAME', KEYS[10], KEYS[3])
else
  in_chunks('RPUSH', KEYS[3], messages, 1)
end
in_chunks('HSET', KEYS[4], seen, 1)
expire_keys()
return {word}
