-- The names that documents.lua goes by, where the script says the rest.

local NOW, BEGIN = tonumber(ARGV[1]), ARGV[2]
