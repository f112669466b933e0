package io.continuo.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * A JSON merge patch (RFC 7396) of state, metadata, owner and ttl. A patch that leaves everything as it is changes nothing
 * at all: neither version nor expiry.
 *
 * @param state an object to merge, {@link JsonText#NULL} to empty the state, null to leave it
 * @param metadata an object to merge, {@link JsonText#NULL} to empty it, null to leave it. It is merged into what a reader
 *     sees, {@link Origin} included, and removing one of the origin's members removes it for good.
 */
public record PatchSession(
        SessionKey session,
        @Nullable JsonText state,
        @Nullable JsonText metadata,
        Update<UserId> userId,
        Update<Duration> ttl,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once)
        implements SessionChange<SessionWritten> {

    public PatchSession with(SessionPolicy other) {
        return new PatchSession(session, state, metadata, userId, ttl, other, precondition, once);
    }
}
