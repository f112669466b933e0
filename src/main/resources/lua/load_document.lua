-- Reads a document.
-- Answers {'ok', version, bytes, updated_at, expires_at or '', body, '1' with a life of its own}, {'nodocument'} or {'foreign', key}.
--
-- KEYS[1] documents  KEYS[2] register  KEYS[3] the body where it has a life of its own  KEYS[4] meta, of a session only
-- ARGV[1] now, ms    ARGV[2] what the keys of the partition begin with  ARGV[3] the owner's name  ARGV[4] the document's

local stop = failed(1, {redis.pcall('HLEN', KEYS[1]), redis.pcall('HLEN', KEYS[2])})
if stop then
  return stop
end
local alive, foreign, until_then = true, nil, ''
if string.sub(ARGV[3], 1, 8) == 'session:' then
  alive, foreign, until_then = living(KEYS[4])
end
local found = find_document(owner_of(ARGV[3]), ARGV[4], alive)
if not found then
  return foreign and {'foreign', KEYS[4]} or {'nodocument'}
end
local body
if found.own then
  body = redis.pcall('GET', KEYS[3])
else
  body = redis.pcall('HGET', KEYS[1], 'b:' .. ARGV[4])
end
if not body then
  return {'nodocument'}
elseif type(body) == 'table' then
  return {'foreign', KEYS[3]}
end
return {
  'ok', found.version, found.bytes, found.updated, found.expires or until_then, body, found.own and '1' or '0'
}
