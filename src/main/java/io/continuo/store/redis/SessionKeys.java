package io.continuo.store.redis;

import java.util.List;

import io.continuo.model.SessionId;

/**
 * The keys that a step of one session touches.
 *
 * @param unindexed what is still to go into users' indexes; unused without partitions
 * @param register the documents with a life of their own
 * @param userIndexPrefix what the key of a user's index begins with; empty where there are partitions
 */
record SessionKeys(
        SessionId id,
        int partition,
        String meta,
        String state,
        String history,
        String once,
        String documents,
        String register,
        String active,
        String owners,
        String unindexed,
        String userIndexPrefix) {

    /** In the order in which the scripts know them. */
    List<String> all() {
        return List.of(meta, state, history, once, documents, active, owners, unindexed, register);
    }

    /** The session's own, which expire together. */
    List<String> own() {
        return List.of(meta, state, history, once, documents);
    }

    /** What a sweep looks at. */
    List<String> swept() {
        return List.of(meta, state, history, once, documents, register);
    }
}
