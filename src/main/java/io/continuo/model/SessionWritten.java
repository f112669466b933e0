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
 * @param changed whether anything was written: false where all was as it was to be, and for a replay
 * @param replayed whether the outcome is that of an earlier request under the same idempotency key
 * @param accepted where the change is still to be made
 */
public record SessionWritten(
        @Nullable Session known,
        long version,
        boolean created,
        boolean changed,
        boolean replayed,
        @Nullable Accepted accepted)
        implements Versions {

    public SessionWritten(Session session, long version, boolean created, boolean changed, boolean replayed) {
        this(session, version, created, changed, replayed, null);
    }

    @Override
    public @Nullable Long versionBefore() {
        return accepted != null || created || replayed ? null : Long.valueOf(changed ? version - 1 : version);
    }

    @Override
    public @Nullable Long versionAfter() {
        return accepted != null ? null : Long.valueOf(version);
    }

    /** Today's session; only for an outcome that has it, which every one of a store does. */
    public Session session() {
        return Objects.requireNonNull(known, "the session is not known");
    }
}
