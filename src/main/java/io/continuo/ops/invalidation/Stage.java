package io.continuo.ops.invalidation;

import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.store.SessionStore;

/** One pass over an index, or one step without any. */
@FunctionalInterface
interface Stage {

    /**
     * What one step did, or would do.
     *
     * @param matched how many of the things that the scope is about
     * @param next where the stage goes on, null at its end
     */
    record Step(
            long matched,
            Removed removed,
            List<SessionId> sessions,
            List<DocumentKey> documents,
            @Nullable String next) {}

    Uni<Step> step(SessionStore store, @Nullable String from, Instant now);
}
