package io.continuo.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The rules of a namespace that a step needs.
 *
 * @param ttl how long after its last interaction a session without a ttl of its own expires
 * @param maxAge no session lives longer than this after its creation; null for no such bound
 * @param historyLimit how many messages are kept
 * @param maxStateBytes the sum of the names' and values' bytes of the state after the step
 * @param maxStateMembers how many top-level members the state has after the step
 * @param maxMetadataBytes the bytes of the metadata after the step
 * @param room what the namespace has room for
 */
public record SessionPolicy(
        Duration ttl,
        @Nullable Duration maxAge,
        int historyLimit,
        int maxStateBytes,
        int maxStateMembers,
        int maxMetadataBytes,
        Room room) {

    /** The rules of a namespace that may hold anything. */
    public SessionPolicy(
            Duration ttl,
            @Nullable Duration maxAge,
            int historyLimit,
            int maxStateBytes,
            int maxStateMembers,
            int maxMetadataBytes) {
        this(ttl, maxAge, historyLimit, maxStateBytes, maxStateMembers, maxMetadataBytes, Room.ENDLESS);
    }

    public SessionPolicy with(Room other) {
        return new SessionPolicy(ttl, maxAge, historyLimit, maxStateBytes, maxStateMembers, maxMetadataBytes, other);
    }
}
