package io.continuo.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * All that a store keeps of a session beside its messages, its documents and what it remembers of requests: what it takes to
 * have the same session in another store.
 *
 * @param metadata the caller's own, without the origin
 * @param ttl of its own; null where it goes by that of its namespace
 * @param firstSeq the first seq that is kept
 * @param nextSeq the seq that the next message will get
 */
public record SessionImage(
        @Nullable UserId userId,
        Map<String, JsonText> state,
        JsonText metadata,
        Origin origin,
        @Nullable Duration ttl,
        long version,
        Instant createdAt,
        Instant lastInteraction,
        Instant expiresAt,
        long firstSeq,
        long nextSeq) {

    /** Whether this is the other one, and nothing has changed in between. */
    public boolean isStill(SessionImage other) {
        return version == other.version
                && createdAt.equals(other.createdAt)
                && lastInteraction.equals(other.lastInteraction)
                && firstSeq == other.firstSeq
                && nextSeq == other.nextSeq;
    }
}
