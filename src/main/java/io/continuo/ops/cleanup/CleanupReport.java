package io.continuo.ops.cleanup;

import java.time.Duration;
import java.time.Instant;

import io.continuo.model.Removed;

/**
 * What one run of the cleanup did at this replica.
 *
 * @param namespaces how many namespaces were swept, whole or in part
 * @param examined index entries looked at
 * @param removed what was taken out
 */
public record CleanupReport(
        Instant startedAt, Duration duration, Outcome outcome, int namespaces, long examined, Removed removed) {

    public enum Outcome {
        /** Every namespace was swept whole, here or by another replica. */
        COMPLETE,
        /** The time limit ended it; the next run goes on from there. */
        INCOMPLETE,
        /** Another replica is cleaning up every namespace. */
        SKIPPED,
        /** The store failed for at least one namespace; the next run tries again. */
        FAILED
    }

    public boolean complete() {
        return outcome == Outcome.COMPLETE;
    }

    /** Sessions that had expired, and such that were idle too long. */
    public long removedSessions() {
        return removed.sessions() + removed.expiredSessions();
    }

    public boolean removedAnything() {
        return !removed.equals(Removed.NOTHING);
    }
}
