-- A user as the owner of a document: is always there, and never expires.

local owner = owner_of('user:' .. spelled(ARGV[1]))
local moves = {}
local meta = {}

local function begin()
  return failed(1, {redis.pcall('HLEN', KEYS[1])})
end

local function documents_unsound()
  return failed(2, {redis.pcall('HLEN', KEYS[2]), redis.pcall('HLEN', KEYS[3])})
end

local function expire_beside()
  if ONCE_NAME ~= '' then
    redis.call('PEXPIREAT', ONCE, int(NOW + DAY))
  end
end

local function disown_gone()
end

local function own_gone()
end
