package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A page of a user's sessions, newest created first and the greater id first among equals. A session that neither comes nor
 * goes while one pages appears exactly once.
 *
 * @param after where the page before ended
 * @param limit 1 to 500
 */
public record ListUserSessions(UserKey user, @Nullable Position after, int limit) implements Query<UserSessionPage> {

    /** A place in the order of the list. */
    public record Position(Instant createdAt, SessionId id) {}

    @Override
    public Namespace namespace() {
        return user.namespace();
    }
}
