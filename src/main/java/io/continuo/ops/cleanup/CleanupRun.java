package io.continuo.ops.cleanup;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Clock;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;

/** What one run has done so far and whether it may go on. Its steps follow each other, so nothing here is shared. */
final class CleanupRun {

    /** The first failure of a run and the namespace where it happened. */
    record Failure(Namespace namespace, Throwable cause) {}

    private final Instant startedAt;
    private final Clock stopwatch;
    private final long start;
    private final long limitNanos;

    private int claimed;
    private long examined;
    private Removed removed = Removed.NOTHING;
    private boolean overdue;
    private boolean storeAway;
    private @Nullable Failure failure;

    CleanupRun(Instant startedAt, Duration limit, Clock stopwatch) {
        this.startedAt = startedAt;
        this.stopwatch = stopwatch;
        this.start = stopwatch.monotonicTime();
        this.limitNanos = limit.toNanos();
    }

    /** Whether the next namespace is begun here. The one at which the run stops is where the next run begins. */
    boolean goesOnAt(Namespace namespace, SweepPositions positions) {
        if (overdue || storeAway) {
            return false;
        }
        positions.enter(namespace);
        return !mustStop();
    }

    /** Asked where there is more to do: whether to leave it to the next run. */
    boolean mustStop() {
        overdue = overdue || elapsed() >= limitNanos;
        return overdue || storeAway;
    }

    void claimed() {
        claimed++;
    }

    void swept(long entries, Removed batch) {
        examined += entries;
        removed = removed.plus(batch);
    }

    /** A store that is away would fail for the other namespaces as well; any other failure is one namespace's own. */
    void failed(Namespace namespace, Throwable cause) {
        storeAway = cause instanceof StoreUnavailable || cause instanceof OutcomeUnknown;
        if (failure == null) {
            failure = new Failure(namespace, cause);
        }
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    CleanupReport report() {
        return new CleanupReport(startedAt, Duration.ofNanos(elapsed()), outcome(), claimed, examined, removed);
    }

    private CleanupReport.Outcome outcome() {
        if (failure != null) {
            return CleanupReport.Outcome.FAILED;
        }
        if (overdue) {
            return CleanupReport.Outcome.INCOMPLETE;
        }
        return claimed == 0 ? CleanupReport.Outcome.SKIPPED : CleanupReport.Outcome.COMPLETE;
    }

    private long elapsed() {
        return stopwatch.monotonicTime() - start;
    }
}
