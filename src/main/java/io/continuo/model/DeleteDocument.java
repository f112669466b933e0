package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * Removes a document, also one that outlived its session; {@link ContinuoException.DocumentNotFound} where there is none.
 * Its success is kept under its idempotency key where the owner still has a place for keys: a living session, or a user.
 */
public record DeleteDocument(
        DocumentKey document,
        Precondition precondition,
        @Nullable Once once) implements DocumentChange<DeleteDocument.Deleted> {

    /** The version that was removed. */
    public record Deleted(long version, boolean replayed) implements Versions {

        @Override
        public @Nullable Long versionBefore() {
            return replayed ? null : Long.valueOf(version);
        }

        @Override
        public @Nullable Long versionAfter() {
            return null;
        }
    }
}
