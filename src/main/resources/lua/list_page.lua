-- A page of the index of active sessions, exact also among many of equal time. Changes nothing.
-- Answers {total, id, time, id, time, ...}.
--
-- KEYS[1] the index
-- ARGV[1] 'newest' or 'oldest' first           ARGV[2] how many, 0 for the total only
-- ARGV[3] time and ARGV[4] id after which the page begins; empty to begin
-- ARGV[5] only entries not before this time, and the total counts these; empty for all

local newest = ARGV[1] == 'newest'
local RANGE = newest and 'ZREVRANGE' or 'ZRANGE'
local RANK = newest and 'ZREVRANK' or 'ZRANK'

-- The operator < goes by the server's locale; the index goes by bytes.
local function less(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

local start = 0
if ARGV[3] ~= '' then
  local score = redis.call('ZSCORE', KEYS[1], ARGV[4])
  if score and tonumber(score) == tonumber(ARGV[3]) then
    start = redis.call(RANK, KEYS[1], ARGV[4]) + 1
  else
    -- The entry has moved on: among those of its time, find by halves where it would be.
    start = newest and redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[3], '+inf')
      or redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[3])
    local low, high = start, start + redis.call('ZCOUNT', KEYS[1], ARGV[3], ARGV[3])
    while low < high do
      local middle = math.floor((low + high) / 2)
      local there = redis.call(RANGE, KEYS[1], middle, middle)[1]
      if (newest and less(ARGV[4], there)) or (not newest and less(there, ARGV[4])) then
        low = middle + 1
      else
        high = middle
      end
    end
    start = low
  end
end
local total = ARGV[5] == '' and redis.call('ZCARD', KEYS[1]) or redis.call('ZCOUNT', KEYS[1], ARGV[5], '+inf')
local entries = {}
if ARGV[2] ~= '0' then
  entries = redis.call(RANGE, KEYS[1], start, start + ARGV[2] - 1, 'WITHSCORES')
end
local page = {string.format('%.0f', total)}
for i = 1, #entries, 2 do
  local time = tonumber(entries[i + 1])
  if ARGV[5] ~= '' and time < tonumber(ARGV[5]) then
    break
  end
  page[#page + 1] = entries[i]
  page[#page + 1] = string.format('%.0f', time)
end
return page
