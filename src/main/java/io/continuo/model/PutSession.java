package io.continuo.model;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Creates a session, or replaces state, metadata, owner and ttl of the one that is there. The history stays, and so does
 * the session's {@link Origin} but for what the new metadata says of it. Always counts as a change.
 *
 * @param metadata the caller's object
 * @param origin for a session that is created now
 * @param ttl the session's own, null for the namespace's
 */
public record PutSession(
        SessionKey session,
        @Nullable UserId userId,
        Map<String, JsonText> state,
        JsonText metadata,
        Origin origin,
        @Nullable Duration ttl,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once)
        implements SessionChange<SessionWritten> {

    public PutSession with(SessionPolicy other) {
        return new PutSession(session, userId, state, metadata, origin, ttl, other, precondition, once);
    }
}
