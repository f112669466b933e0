-- A page of a history above a seq, below a seq, or both. Changes nothing.
-- Answers {'ok', first seq of the page, messages} or {'none'} where there is no meta.
--
-- KEYS[1] meta  KEYS[2] history
-- ARGV[1] above this seq, empty for none  ARGV[2] below this seq, empty for none  ARGV[3] how many

local first, next_seq = unpack(redis.call('HMGET', KEYS[1], 'first_seq', 'next_seq'))
first, next_seq = tonumber(first or nil), tonumber(next_seq or nil)
if not first or not next_seq then
  return {'none'}
end
local limit = tonumber(ARGV[3])
local below = ARGV[2] == '' and next_seq or math.min(next_seq, tonumber(ARGV[2]))
local from
if ARGV[1] ~= '' then
  from = math.min(next_seq, math.max(first, tonumber(ARGV[1]) + 1))
  below = math.min(below, from + limit)
else
  from = math.max(first, below - limit)
end
local page = {}
if below > from then
  page = redis.call('LRANGE', KEYS[2], from - first, below - first - 1)
end
return {'ok', string.format('%.0f', from), page}
