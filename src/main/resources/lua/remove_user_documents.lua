-- Removes the documents that a user owns, but for some types, and the user's idempotency records.
-- Answers how many living documents there were.
--
-- KEYS[1] once     KEYS[2] documents  KEYS[3] register
-- ARGV[1] now, ms  ARGV[2] what the keys of the partition begin with  ARGV[3] the owner's name
-- ARGV[4] '1': count only             ARGV[5...] types that stay

local owner, keep = owner_of(ARGV[3]), {}
for i = 5, #ARGV do
  keep[ARGV[i]] = true
end
local function not_kept(names)
  local meant = {}
  for _, name in ipairs(names) do
    if not keep[type_of(name)] then
      meant[#meant + 1] = name
    end
  end
  return meant
end
local following, own, dead = names_of(owner, true)
following, own = not_kept(following), not_kept(own)
if ARGV[4] ~= '1' then
  remove_documents(owner, following)
  remove_documents(owner, own)
  remove_documents(owner, not_kept(dead))
  redis.call('UNLINK', KEYS[1])
end
return #following + #own
