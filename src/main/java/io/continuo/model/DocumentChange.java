package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * A change of one document. Its order of checks: {@link #once()} (of the owner: a session's keys live with it, a user's for
 * {@link Once#KEPT_HOURS} hours), existence, {@link #precondition()} on the document's version, limits. It is no interaction: the
 * session's version, its last interaction and its expiry stay.
 */
public sealed interface DocumentChange<R> extends Change<R> permits PutDocument, DeleteDocument {

    DocumentKey document();

    Precondition precondition();

    @Nullable
    Once once();

    @Override
    default Namespace namespace() {
        return document().owner().namespace();
    }
}
