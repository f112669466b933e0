package io.continuo.ops.invalidation;

import java.time.Clock;
import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.continuo.config.ContinuoConfig;
import io.continuo.model.Removed;
import io.continuo.store.SessionStore;

/**
 * Removes on demand, in steps that the store keeps short, until all is done or the time limit is reached. A dry run only
 * counts and gives the confirmation that a run needs. A call takes 50 seconds at most, whatever its limit. What may be removed is decided by the store, in the step that
 * removes, so that a session touched while the job runs stays.
 */
@Singleton
public final class Invalidations {

    /** The HTTP server closes a connection on which nothing is sent for a minute. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(50);

    private static final Logger LOG = Logger.getLogger(Invalidations.class);

    private final SessionStore store;
    private final int batch;
    private final Clock clock;
    private final io.micrometer.core.instrument.Clock stopwatch;
    private final Confirmations confirmations;
    private final UnfinishedJobs unfinished = new UnfinishedJobs();

    @Inject
    public Invalidations(SessionStore store, ContinuoConfig config, Clock clock, MeterRegistry registry) {
        this(store, config.cleanup().batch(), clock, registry.config().clock());
    }

    Invalidations(SessionStore store, int batch, Clock clock, io.micrometer.core.instrument.Clock stopwatch) {
        this.store = store;
        this.batch = batch;
        this.clock = clock;
        this.stopwatch = stopwatch;
        this.confirmations = new Confirmations(store);
    }

    /**
     * Does what is asked. Fails with {@code ConfirmationRequired} or {@code ConfirmationInvalid} where it is no dry run and
     * not confirmed, and as the store fails; what was removed until then is gone.
     */
    public Uni<InvalidationReport> run(Invalidation request) {
        return Uni.createFrom().deferred(() -> request.dryRun() ? dryRun(request) : confirmedRun(request));
    }

    private Uni<InvalidationReport> dryRun(Invalidation request) {
        return work(request, newJob(request))
                .chain(report -> confirmations.give(request, clock.instant()).map(report::with));
    }

    private Uni<InvalidationReport> confirmedRun(Invalidation request) {
        return confirmations.check(request, clock.instant()).chain(() -> work(request, jobOf(request)));
    }

    private Job jobOf(Invalidation request) {
        Job begun = unfinished.take(request, clock.instant());
        return begun == null ? newJob(request) : begun;
    }

    private Job newJob(Invalidation request) {
        return new Job(request, clock.instant(), batch);
    }

    private Uni<InvalidationReport> work(Invalidation request, Job job) {
        long start = stopwatch.monotonicTime();
        Duration limit = request.timeLimit().compareTo(LONGEST_CALL) < 0 ? request.timeLimit() : LONGEST_CALL;
        return Multi.createBy()
                .repeating()
                .uni(() -> job.step(store, clock.instant()))
                .whilst(step -> !job.isComplete() && elapsed(start).compareTo(limit) < 0)
                .onItem()
                .ignoreAsUni()
                .onFailure()
                .invoke(failure -> log(request, job, start, "failed"))
                .map(ignored -> ended(request, job, start));
    }

    private InvalidationReport ended(Invalidation request, Job job, long start) {
        log(request, job, start, job.isComplete() ? "complete" : "incomplete");
        if (!job.isComplete() && !request.dryRun()) {
            unfinished.keep(request, job);
        }
        return new InvalidationReport(
                request,
                job.matched(),
                job.removed(),
                job.sessions(),
                job.documents(),
                job.isComplete(),
                elapsed(start),
                null);
    }

    private Duration elapsed(long start) {
        return Duration.ofNanos(stopwatch.monotonicTime() - start);
    }

    /** No id is in it: those of users are personal. */
    private void log(Invalidation request, Job job, long start, String outcome) {
        Removed removed = job.removed();
        LOG.infof(
                "Invalidation of scope %s in namespace %s %s %d sessions, %d expired sessions, %d messages, %d documents and"
                        + " %d index entries in %d ms: %s.",
                request.scope().name(),
                request.namespace(),
                request.dryRun() ? "would remove" : "removed",
                removed.sessions(),
                removed.expiredSessions(),
                removed.messages(),
                removed.documents(),
                removed.entries(),
                elapsed(start).toMillis(),
                outcome);
    }
}
