package io.continuo.ops;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig;
import io.continuo.model.Namespace;
import io.continuo.store.SessionStore;

/**
 * Asks Redis every {@code continuo.redis.health-every} how it is, and calls it unhealthy after as many failures in a row as
 * {@code continuo.redis.failure-threshold}: the slow judgement, for those who watch it. What requests meet is decided by the
 * heartbeat, at once. The embedded store is always healthy.
 */
@Singleton
public final class StoreChecks {

    private static final Logger LOG = Logger.getLogger(StoreChecks.class);
    private static final String REDIS = "redis";

    /**
     * What is reported.
     *
     * @param checkedAt of the last check; null before the first
     */
    public record Report(
            boolean healthy,
            int consecutiveFailures,
            @Nullable Instant checkedAt) {}

    private final SessionStore store;
    private final Clock clock;
    private final int threshold;
    private volatile Report report = new Report(true, 0, null);

    public StoreChecks(SessionStore store, ContinuoConfig config, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.clock = clock;
        this.threshold = config.redis().failureThreshold();
        Gauge.builder("continuo.redis.healthy", this, checks -> checks.report.healthy() ? 1 : 0)
                .description("0 after so many failed checks in a row as continuo.redis.failure-threshold, else 1")
                .register(registry);
    }

    public Report report() {
        return report;
    }

    @Scheduled(
            identity = "store-checks",
            every = "{continuo.redis.health-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> check() {
        if (!REDIS.equals(store.name())) {
            return Uni.createFrom().voidItem();
        }
        return store.status(Namespace.DEFAULT)
                .map(status -> status.connected())
                .invoke(this::learn)
                .replaceWithVoid();
    }

    private void learn(boolean connected) {
        Report before = report;
        int failures = connected ? 0 : before.consecutiveFailures() + 1;
        Report now = new Report(failures < threshold, failures, clock.instant());
        report = now;
        if (before.healthy() && !now.healthy()) {
            LOG.warnf("Redis is unhealthy: it failed %d checks in a row. See /api/v1/redis-status.", failures);
        } else if (!before.healthy() && now.healthy()) {
            LOG.info("Redis is healthy again.");
        }
    }
}
