package io.continuo.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Creates a document or replaces it whole; each success is a new version, also with the same body. Fails with
 * {@link ContinuoException.SessionNotFound} where the owner is a session that is absent, and with
 * {@link ContinuoException.LimitExceeded} ("documents") where the owner would have more than {@code maxDocuments}, or where the
 * namespace has no room.
 *
 * @param ttl the document's own life from now on; null for one that follows its session, or never expires where a user owns it
 */
public record PutDocument(
        DocumentKey document,
        JsonText body,
        @Nullable Duration ttl,
        int maxDocuments,
        Room room,
        Precondition precondition,
        @Nullable Once once)
        implements DocumentChange<PutDocument.Written> {

    /** In a namespace that may hold anything. */
    public PutDocument(
            DocumentKey document,
            JsonText body,
            @Nullable Duration ttl,
            int maxDocuments,
            Precondition precondition,
            @Nullable Once once) {
        this(document, body, ttl, maxDocuments, Room.ENDLESS, precondition, once);
    }

    public PutDocument with(Room other) {
        return new PutDocument(document, body, ttl, maxDocuments, other, precondition, once);
    }

    /**
     * What was written; a replay gives the first outcome again.
     *
     * @param created whether the document was absent before
     */
    public record Written(DocumentEntry entry, boolean created, boolean replayed) implements Versions {

        @Override
        public @Nullable Long versionBefore() {
            return created || replayed ? null : Long.valueOf(entry.version() - 1);
        }

        @Override
        public Long versionAfter() {
            return entry.version();
        }
    }
}
