package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Writes a document as it was: with its version and times. Limits are not checked. One that is there and different stays, unless
 * it is to be replaced. A document of a session needs that same session, but one with a life of its own may also belong to a
 * session that is absent.
 *
 * @param expiresAt of a life of its own; null where it follows its session, or never expires where a user owns it
 * @param sessionCreatedAt when its session was created; null where a user owns it, or its session had expired
 * @param user of a session that had expired, in whose index the document keeps it; null for none
 * @param replace whether a document that is there and different is replaced
 */
public record RestoreDocument(
        DocumentKey document,
        JsonText body,
        long version,
        Instant updatedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant sessionCreatedAt,
        @Nullable UserId user,
        boolean replace)
        implements Change<Restored> {

    @Override
    public Namespace namespace() {
        return document.owner().namespace();
    }
}
