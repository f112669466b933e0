package io.continuo.ops.invalidation;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;

/**
 * What an invalidation did.
 *
 * @param request what was asked
 * @param matched how many of the things that the scope is about
 * @param removed what was removed; in a dry run, what would be
 * @param sessions the first few sessions of these
 * @param documents the first few documents that were found by themselves
 * @param complete false where the time limit ended it
 * @param confirmation of a dry run, else null
 */
public record InvalidationReport(
        Invalidation request,
        long matched,
        Removed removed,
        List<SessionId> sessions,
        List<DocumentKey> documents,
        boolean complete,
        Duration duration,
        @Nullable Confirmation confirmation) {

    InvalidationReport with(Confirmation given) {
        return new InvalidationReport(request, matched, removed, sessions, documents, complete, duration, given);
    }
}
