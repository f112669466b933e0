package io.continuo.model;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Creates a session; {@link ContinuoException.SessionExists} where there is one.
 *
 * @param metadata the caller's object
 * @param origin what is kept where the caller's metadata does not say it
 * @param ttl the session's own, null for the namespace's
 */
public record CreateSession(
        SessionKey session,
        @Nullable UserId userId,
        Map<String, JsonText> state,
        JsonText metadata,
        Origin origin,
        @Nullable Duration ttl,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once,
        IdSource idSource)
        implements SessionChange<SessionWritten> {

    public CreateSession(
            SessionKey session,
            @Nullable UserId userId,
            Map<String, JsonText> state,
            JsonText metadata,
            Origin origin,
            @Nullable Duration ttl,
            SessionPolicy policy,
            Precondition precondition,
            @Nullable Once once) {
        this(session, userId, state, metadata, origin, ttl, policy, precondition, once, IdSource.CALLER);
    }

    public CreateSession with(SessionPolicy other) {
        return new CreateSession(session, userId, state, metadata, origin, ttl, other, precondition, once, idSource);
    }
}
