-- Takes a duty for a holder if it is free, has run out, or is the holder's already. Answers 1 if it is the holder's now.
--
-- KEYS[1] the duty  ARGV[1] holder  ARGV[2] now, ms  ARGV[3] for how long, ms

local held = redis.call('GET', KEYS[1])
if held then
  local ends, holder = string.match(held, '^(%d+) (.*)$')
  if ends and tonumber(ends) > tonumber(ARGV[2]) and holder ~= ARGV[1] then
    return 0
  end
end
redis.call('SET', KEYS[1], string.format('%.0f', ARGV[2] + ARGV[3]) .. ' ' .. ARGV[1], 'PX', ARGV[3])
return 1
