package io.continuo.store.redis;

import java.util.List;

import io.continuo.model.SessionId;

/**
 * The keys that a step of one session touches.
 *
 * @param unindexed what is still to go into users' indexes; unused without partitions
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
        String active,
        String owners,
        String unindexed,
        String userIndexPrefix) {

    /** In the order in which the scripts know them. */
    List<String> all() {
        return List.of(meta, state, history, once, documents, active, owners, unindexed);
    }

    /** The session's own. */
    List<String> own() {
        return List.of(meta, state, history, once, documents);
    }
}
