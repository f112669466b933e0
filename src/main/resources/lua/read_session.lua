-- Reads a session, or a page of its history, as one snapshot; where reading counts as an interaction it moves the expiry,
-- the version stays. A script and not a transaction: a server whose memory is full still runs scripts that read.
-- Answers {'ok', meta, state, first seq of the page, messages}, {'missing'} or {'foreign', key}; meta and state are flat.
--
-- ARGV[10] '1': move the expiry           ARGV[11] '1': with the state
-- ARGV[12] how many messages, 0 for none
-- ARGV[13] only messages above this seq   ARGV[14] only messages below this seq; empty for no such bound
-- Without a lower bound the last ones are meant, with one the first ones.

local stop = find()
if stop then
  return stop
elseif not meta or expired() then
  return {'missing'}
end

if ARGV[10] == '1' then
  -- A server that takes no writes now, full or a replica, can be read all the same, and so can a session beside a
  -- broken index, where nothing moves.
  pcall(function()
    redis.call('ZCARD', KEYS[6])
    move_expiry()
    write_meta()
    expire_keys()
  end)
end

local limit, first, next_seq = tonumber(ARGV[12]), tonumber(meta.first_seq), tonumber(meta.next_seq)
local from, messages = next_seq, {}
if ARGV[13] == '' and ARGV[14] == '' then
  if limit > 0 then
    messages = redis.call('LRANGE', KEYS[3], -limit, -1)
    from = next_seq - #messages
  end
else
  local below = ARGV[14] == '' and next_seq or math.min(next_seq, tonumber(ARGV[14]))
  if ARGV[13] ~= '' then
    from = math.min(next_seq, math.max(first, tonumber(ARGV[13]) + 1))
    below = math.min(below, from + limit)
  else
    from = math.max(first, below - limit)
  end
  if below > from then
    messages = redis.call('LRANGE', KEYS[3], from - first, below - first - 1)
  end
end
return {
  'ok', redis.call('HGETALL', KEYS[1]), ARGV[11] == '1' and redis.call('HGETALL', KEYS[2]) or {}, int(from), messages
}
