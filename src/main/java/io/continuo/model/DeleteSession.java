package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * Removes state, history, documents, idempotency records and index entries. Its own key is looked up like any other but not kept: it
 * would live in what is removed.
 */
public record DeleteSession(
        SessionKey session,
        Precondition precondition,
        @Nullable Once once) implements SessionChange<DeleteSession.Deleted> {

    /** The version that was removed; replayed where the key's first outcome was another change of the session. */
    public record Deleted(long version) implements Versions {

        @Override
        public Long versionBefore() {
            return version;
        }

        @Override
        public @Nullable Long versionAfter() {
            return null;
        }

        @Override
        public boolean replayed() {
            return false;
        }
    }
}
