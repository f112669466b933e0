-- Takes tokens from a bucket that fills at a rate and holds a second's worth. Counts in thousandths of tokens, which is what
-- one a second gives in a millisecond. Answers {tokens taken, time of the bucket, thousandths left}.
--
-- KEYS[1] the bucket: its time and its thousandths
-- ARGV[1] now, ms  ARGV[2] tokens a second  ARGV[3] how many are wanted at the most
--
-- A step that takes nothing writes nothing: a bucket that a clock ahead of the others has moved into the future is so
-- forgotten after its ten seconds.

local now, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = rate * 1000
local at, held = now, full
local time, before = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+)$')
if time then
  at = math.max(now, tonumber(time))
  held = math.min(full, math.min(full, tonumber(before)) + math.min(at - tonumber(time), 1000) * rate)
end
local taken = math.min(tonumber(ARGV[3]), math.floor(held / 1000))
if taken > 0 then
  held = held - taken * 1000
  redis.call('SET', KEYS[1], string.format('%.0f %.0f', at, held), 'PX', 10000)
end
return {taken, at, held}
