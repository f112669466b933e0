package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Says that a change was accepted while the store was away and is applied now. Its idempotency key is looked up first, as
 * ever. A session that the step creates gets {@code acceptedAt} as its {@code created_at}; its expiry counts from the time
 * of the step.
 *
 * @param acceptedAt when the caller was told that the change will be made
 * @param base the session that the change was made upon; null where that was not known
 */
public record Late(Instant acceptedAt, @Nullable Base base) {

    /**
     * The session that a change was made upon. Where there is none of this {@code created_at} and it cannot have expired by
     * now, somebody deleted it, and the change fails with {@link ContinuoException.SessionNotFound}.
     *
     * @param createdAt tells it from a later one of the same id
     * @param expiresAt as the store last said it
     */
    public record Base(Instant createdAt, Instant expiresAt) {}
}
