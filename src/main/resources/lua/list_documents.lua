-- The documents of an owner, without their bodies.
-- Answers {'ok', name, version, bytes, updated_at, expires_at or '', name, ...} in no certain order, or {'foreign', key}.
--
-- KEYS[1] documents  KEYS[2] register  KEYS[3] meta, of a session only
-- ARGV[1] now, ms    ARGV[2] what the keys of the partition begin with  ARGV[3] the owner's name

local stop = failed(1, {redis.pcall('HLEN', KEYS[1]), redis.pcall('HLEN', KEYS[2])})
if stop then
  return stop
end
local alive, foreign, until_then = true, nil, ''
if string.sub(ARGV[3], 1, 8) == 'session:' then
  alive, foreign, until_then = living(KEYS[3])
  if foreign then
    return {'foreign', KEYS[3]}
  end
end
local owner, answer = owner_of(ARGV[3]), {'ok'}
local following, own = names_of(owner, alive)
for _, names in ipairs({following, own}) do
  for _, name in ipairs(names) do
    local found = find_document(owner, name, alive)
    if found then
      for _, part in ipairs({name, found.version, found.bytes, found.updated, found.expires or until_then}) do
        answer[#answer + 1] = part
      end
    end
  end
end
return answer
