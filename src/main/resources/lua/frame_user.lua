-- The names that once.lua and documents.lua go by, in a step on a document of a user.
--
-- KEYS[1] once  KEYS[2] documents            KEYS[3] register
-- ARGV[1] user id                            ARGV[2] now, in milliseconds
-- ARGV[3] what the keys of the partition begin with
-- ARGV[4] to ARGV[7] as in prelude.lua; ARGV[8], ARGV[9] unused

local NOW, ONCE, ONCE_NAME, ONCE_DIGEST = tonumber(ARGV[2]), KEYS[1], ARGV[4], ARGV[5]
local BEGIN = ARGV[3]
