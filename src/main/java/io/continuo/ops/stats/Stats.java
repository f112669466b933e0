package io.continuo.ops.stats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.CountSessions;
import io.continuo.model.Namespace;
import io.continuo.ops.cleanup.Cleanup;
import io.continuo.ops.cleanup.CleanupReport;
import io.continuo.store.SessionStore;
import io.continuo.store.StoredBytes;
import io.continuo.store.WaitingChanges;
import io.continuo.store.layer.Figures;
import io.continuo.store.layer.OperationFigures;

/** What an operator wants to know of a namespace: its sessions from the store's index, the rest of this replica. */
@Singleton
public final class Stats {

    /**
     * The figures of one namespace.
     *
     * @param sessions null where the store does not say
     * @param cleanup the last run at this replica, null before the first has ended
     */
    public record Report(
            @Nullable Sessions sessions,
            Figures figures,
            StoredBytes.Written bytes,
            Journal journal,
            @Nullable CleanupReport cleanup) {}

    /** What of this replica waits for the store. */
    public record Journal(int entries, long bytes) {}

    /** How many sessions the index holds, and how many had an interaction in the last five minutes, hour and day. */
    public record Sessions(long fiveMinutes, long hour, long day, long total) {}

    private final SessionStore store;
    private final OperationFigures figures;
    private final StoredBytes bytes;
    private final WaitingChanges waiting;
    private final Cleanup cleanup;
    private final Clock clock;

    public Stats(
            SessionStore store,
            OperationFigures figures,
            StoredBytes bytes,
            WaitingChanges waiting,
            Cleanup cleanup,
            Clock clock) {
        this.store = store;
        this.figures = figures;
        this.bytes = bytes;
        this.waiting = waiting;
        this.cleanup = cleanup;
        this.clock = clock;
    }

    /** Scans nothing, and does not fail where the store is away. */
    public Uni<Report> of(Namespace namespace) {
        return sessions(namespace)
                .onFailure(ContinuoException.class)
                .recoverWithNull()
                .map(sessions -> new Report(
                        sessions,
                        figures.of(namespace),
                        bytes.of(namespace),
                        new Journal(waiting.entries(), waiting.bytes()),
                        cleanup.lastReport().orElse(null)));
    }

    private Uni<Sessions> sessions(Namespace namespace) {
        return Uni.createFrom().deferred(() -> sessions(namespace, clock.instant()));
    }

    private Uni<Sessions> sessions(Namespace namespace, Instant now) {
        return Uni.join()
                .all(List.of(
                        count(namespace, now.minus(Duration.ofMinutes(5)), now),
                        count(namespace, now.minus(Duration.ofHours(1)), now),
                        count(namespace, now.minus(Duration.ofHours(24)), now),
                        count(namespace, null, now)))
                .andFailFast()
                .map(counts -> new Sessions(counts.get(0), counts.get(1), counts.get(2), counts.get(3)));
    }

    private Uni<Long> count(Namespace namespace, @Nullable Instant since, Instant now) {
        return store.read(new CountSessions(namespace, since), now);
    }
}
