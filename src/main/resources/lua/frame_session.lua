-- The names that once.lua and documents.lua go by, in a step of one session; prelude.lua says what the keys and arguments
-- are.

local NOW, ONCE, ONCE_NAME, ONCE_DIGEST = tonumber(ARGV[2]), KEYS[4], ARGV[4], ARGV[5]
local BEGIN = string.sub(KEYS[6], 1, -#'active_sessions' - 1)
