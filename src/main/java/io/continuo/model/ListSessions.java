package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A page of the active sessions, latest interaction first and the greater id first among equals. A session not touched
 * while one pages appears exactly once.
 *
 * @param userId only the sessions of this user
 * @param activeSince only sessions whose last interaction is not before this
 * @param after where the page before ended
 * @param limit 1 to 500
 */
public record ListSessions(
        Namespace namespace,
        @Nullable UserId userId,
        @Nullable Instant activeSince,
        @Nullable Position after,
        int limit)
        implements Query<SessionPage> {

    /** A place in the order of the list. */
    public record Position(Instant lastInteraction, SessionId id) {}
}
