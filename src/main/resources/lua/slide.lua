-- Moves the expiry of a session that is read; the version stays. Leaves alone what is absent, expired or foreign.
-- Answers 'ok' or 'none'.

if redis.call('HGET', KEYS[1], 'format') ~= '1' or begin() or not meta then
  return 'none'
end
move_expiry()
write_meta()
expire_keys()
return 'ok'
