-- Answers {what the step says, moves}, moves being a flat list of user and entry that is still to go into the user's
-- index: also a step that fails may have removed a session that had expired.

local reply = step()
if reply.err then
  return reply
end
return {reply, moves}
