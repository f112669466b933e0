package io.continuo.model;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of an append.
 *
 * @param known today's session; its state and history only where {@link AppendMessages.Answer} asked for them. Null where
 *     the append was accepted and the session is not known.
 * @param messages one for each message of the request, in its order
 * @param version the version that the change gave; an earlier one than the session's when replayed; 0 where it is not
 *     given yet
 * @param created whether the append created the session
 * @param changed whether anything was written: false when every message was a duplicate and nothing came beside them
 * @param replayed whether the outcome is that of an earlier request under the same idempotency key
 * @param accepted where the append is still to be made
 */
public record Appended(
        @Nullable Session known,
        List<Message> messages,
        long version,
        boolean created,
        boolean changed,
        boolean replayed,
        @Nullable Accepted accepted)
        implements Versions {

    public Appended(
            Session session, List<Message> messages, long version, boolean created, boolean changed, boolean replayed) {
        this(session, messages, version, created, changed, replayed, null);
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
