-- Removes the documents that a user owns, but for some types, and the user's idempotency records.
-- Answers how many living documents there were.
--
-- KEYS[1] once     KEYS[2] documents  KEYS[3] register
-- ARGV[1] now, ms  ARGV[2] what the keys of the partition begin with  ARGV[3] the owner's name
-- ARGV[4] '1': count only             ARGV[5...] types that stay

local owner, keep, names = owner_of(ARGV[3]), {}, {}
for i = 5, #ARGV do
  keep[ARGV[i]] = true
end
local following, own = names_of(owner, true)
for _, all in ipairs({following, own}) do
  for _, name in ipairs(all) do
    if not keep[type_of(name)] then
      names[#names + 1] = name
    end
  end
end
if ARGV[4] ~= '1' then
  remove_documents(owner, names)
  redis.call('UNLINK', KEYS[1])
end
return #names
