package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of an index of sessions, in such an order that going through all parts misses no session that is there all the
 * while: one that is touched meanwhile may come again. Some may have gone or expired, or belong to another user by now.
 *
 * @param user only this user's, also expired ones of which documents live on; null for the active ones of the namespace, the
 *     longest untouched first
 * @param from where the part before ended; null to begin, as is anything that is no such place
 * @param limit how many entries are looked at, 1 to 500
 */
public record ScanSessions(
        Namespace namespace,
        @Nullable UserId user,
        @Nullable String from,
        int limit) implements Query<ScanSessions.Part> {

    /**
     * What was found.
     *
     * @param next where to go on; null when the index has been seen whole
     */
    public record Part(List<SessionId> sessions, @Nullable String next) {}
}
