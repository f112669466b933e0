package io.continuo.model;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a change of a session.
 *
 * @param known today's session; with its state. Null where the change was accepted and the session is not known.
 * @param version the version that the change gave; an earlier one than the session's when replayed; 0 where it is not
 *     given yet
 * @param created whether the change created the session
 * @param replayed whether the outcome is that of an earlier request under the same idempotency key
 * @param accepted where the change is still to be made
 */
public record SessionWritten(
        @Nullable Session known,
        long version,
        boolean created,
        boolean replayed,
        @Nullable Accepted accepted) {

    public SessionWritten(Session session, long version, boolean created, boolean replayed) {
        this(session, version, created, replayed, null);
    }

    /** Today's session; only for an outcome that has it, which every one of a store does. */
    public Session session() {
        return Objects.requireNonNull(known, "the session is not known");
    }
}
