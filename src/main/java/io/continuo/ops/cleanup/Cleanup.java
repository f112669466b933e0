package io.continuo.ops.cleanup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.access.audit.AuditEntry;
import io.continuo.access.audit.AuditLog;
import io.continuo.access.audit.Counts;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ContinuoException;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.ops.cleanup.SweepPositions.Place;
import io.continuo.session.KnownNamespaces;
import io.continuo.session.NamespaceRegister;
import io.continuo.store.SessionStore;

/**
 * Takes sessions and documents out that have expired, and sessions that were idle too long where a limit is set, in every
 * namespace that is in use. Any number of replicas may run it: a duty in the store keeps it to one at a time per namespace. What may be
 * removed is decided by the store, in the step that removes.
 */
@Singleton
public final class Cleanup {

    static final String DUTY = "cleanup";

    /** Covers the batch that was under way when the time limit passed. */
    private static final Duration HOLD_BEYOND_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Cleanup.class);

    private final SessionStore store;
    private final KnownNamespaces namespaces;
    private final NamespaceRegister register;
    private final ContinuoConfig.Cleanup settings;
    private final Clock clock;
    private final io.micrometer.core.instrument.Clock stopwatch;
    private final CleanupMeters meters;
    private final Consumer<AuditEntry> audit;
    private final SweepPositions positions = new SweepPositions();
    private final String holder = UUID.randomUUID().toString();
    private volatile @Nullable CleanupReport lastReport;

    @Inject
    public Cleanup(
            SessionStore store,
            KnownNamespaces namespaces,
            NamespaceRegister register,
            ContinuoConfig config,
            Clock clock,
            MeterRegistry registry,
            AuditLog audit) {
        this(store, namespaces, register, config.cleanup(), clock, registry, audit::record);
    }

    Cleanup(
            SessionStore store,
            KnownNamespaces namespaces,
            NamespaceRegister register,
            ContinuoConfig.Cleanup settings,
            Clock clock,
            MeterRegistry registry,
            Consumer<AuditEntry> audit) {
        this.audit = audit;
        this.store = store;
        this.namespaces = namespaces;
        this.register = register;
        this.settings = settings;
        this.clock = clock;
        this.stopwatch = registry.config().clock();
        this.meters = new CleanupMeters(registry);
    }

    /** What the last run did, empty before the first has ended. */
    public Optional<CleanupReport> lastReport() {
        return Optional.ofNullable(lastReport);
    }

    /** A run at its time; one that is still going on stands in for it. Never fails: a failing store is in the report. */
    @Scheduled(
            identity = "cleanup",
            every = "{continuo.cleanup.every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return sweep().replaceWithVoid();
    }

    /**
     * Sweeps each namespace that no other replica is sweeping, until all is done or the time limit is reached. Where the
     * store does not say which are in use, those known here are swept.
     */
    Uni<CleanupReport> sweep() {
        return register.learn()
                .onFailure()
                .recoverWithNull()
                .chain(() -> sweep(new CleanupRun(clock.instant(), settings.timeLimit(), stopwatch)));
    }

    private Uni<CleanupReport> sweep(CleanupRun run) {
        return Multi.createFrom()
                .iterable(positions.inOrder(namespaces.all()))
                .onItem()
                .transformToUniAndConcatenate(namespace -> sweep(namespace, run))
                .onItem()
                .ignoreAsUni()
                .map(ignored -> ended(run));
    }

    private Uni<Void> sweep(Namespace namespace, CleanupRun run) {
        return Uni.createFrom()
                .deferred(() -> claimAndSweep(namespace, run))
                .onFailure()
                .invoke(failure -> failed(namespace, run, failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> claimAndSweep(Namespace namespace, CleanupRun run) {
        if (!run.goesOnAt(namespace, positions)) {
            return Uni.createFrom().voidItem();
        }
        return store.apply(claim(namespace), clock.instant())
                .chain(mine -> mine ? batches(namespace, run) : Uni.createFrom().voidItem());
    }

    private ClaimDuty claim(Namespace namespace) {
        return new ClaimDuty(namespace, DUTY, holder, settings.timeLimit().plus(HOLD_BEYOND_LIMIT));
    }

    private Uni<Void> batches(Namespace namespace, CleanupRun run) {
        run.claimed();
        return Multi.createBy()
                .repeating()
                .uni(() -> batch(namespace, run))
                .whilst(goesOn -> goesOn && !run.mustStop())
                .onItem()
                .ignoreAsUni();
    }

    /** Whether there is more of the namespace. */
    private Uni<Boolean> batch(Namespace namespace, CleanupRun run) {
        Instant now = clock.instant();
        Place place = positions.of(namespace);
        return place.amongDocuments()
                ? store.apply(documents(namespace, place), now)
                        .map(swept ->
                                swept(namespace, run, swept.examined(), swept.removed(), place.then(swept.next())))
                : store.apply(sessions(namespace, place, now), now)
                        .map(swept ->
                                swept(namespace, run, swept.examined(), swept.removed(), place.then(swept.next())));
    }

    private SweepSessions sessions(Namespace namespace, Place place, Instant now) {
        Instant idleSince = settings.idleAfter().map(now::minus).orElse(null);
        return new SweepSessions(
                namespace, new SweepSessions.Inactive(idleSince), place.from(), settings.batch(), false);
    }

    private SweepDocuments documents(Namespace namespace, Place place) {
        return new SweepDocuments(namespace, new SweepDocuments.Inactive(), place.from(), settings.batch(), false);
    }

    private boolean swept(Namespace namespace, CleanupRun run, long examined, Removed removed, @Nullable Place next) {
        positions.move(namespace, next);
        run.swept(examined, removed);
        meters.removed(removed);
        return next != null;
    }

    private void failed(Namespace namespace, CleanupRun run, Throwable failure) {
        positions.move(namespace, null);
        run.failed(namespace, failure);
    }

    private CleanupReport ended(CleanupRun run) {
        CleanupReport report = run.report();
        lastReport = report;
        meters.ended(report.outcome(), report.duration());
        LOG.logf(
                report.removedAnything() ? Logger.Level.INFO : Logger.Level.DEBUG,
                "Cleanup removed %d sessions, %d documents and %d index entries of %d in %d namespaces in %d ms: %s.",
                report.removedSessions(),
                report.removed().documents(),
                report.removed().entries(),
                report.examined(),
                report.namespaces(),
                report.duration().toMillis(),
                report.outcome());
        if (report.removedAnything()) {
            audit.accept(AuditEntry.of(clock.instant(), "cleanup")
                    .with("outcome", report.outcome().name().toLowerCase(Locale.ROOT))
                    .with("removed", Counts.of(report.removed())));
        }
        CleanupRun.Failure failure = run.failure();
        if (failure != null) {
            LOG.warnf(
                    "The cleanup of namespace %s failed and is tried again at the next run: %s",
                    failure.namespace(), reason(failure.cause()));
        }
        return report;
    }

    /** The message of a failure of ours is written for others to read; one of a library may hold anything. */
    private static String reason(Throwable cause) {
        return String.valueOf(
                cause instanceof ContinuoException
                        ? cause.getMessage()
                        : cause.getClass().getName());
    }
}
