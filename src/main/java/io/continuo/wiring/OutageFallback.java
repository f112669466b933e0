package io.continuo.wiring;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.access.audit.AuditEntry;
import io.continuo.access.audit.AuditLog;
import io.continuo.config.ContinuoConfig;
import io.continuo.config.InstanceName;
import io.continuo.config.OutageMode;
import io.continuo.config.RefusedSetting;
import io.continuo.store.SessionStore;
import io.continuo.store.WaitingChanges;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.outage.FallbackStore;
import io.continuo.store.outage.Journal;

/** Puts the journal before Redis, as configured. */
@Singleton
final class OutageFallback implements WaitingChanges {

    private static final Logger LOG = Logger.getLogger(OutageFallback.class);

    private final ContinuoConfig config;
    private final AuditLog audit;
    private final Clock clock;
    private volatile @Nullable FallbackStore fallback;
    private long replayedBefore;
    private long conflictsBefore;
    private long deadLettersBefore;

    OutageFallback(ContinuoConfig config, MeterRegistry registry, AuditLog audit, Clock clock) {
        this.config = config;
        this.audit = audit;
        this.clock = clock;
        bind(registry);
    }

    /** The store, with what stands in for it. */
    SessionStore around(SessionStore store, ValueCodec codec, Clock clock, Supplier<Executor> callersExecutor) {
        if (config.outage() == OutageMode.REJECT) {
            return store;
        }
        FallbackStore wrapped = FallbackStore.wrap(
                store,
                journal(codec, callersExecutor),
                config.journal().knownBytes().asLongValue(),
                clock,
                Infrastructure.getDefaultWorkerPool());
        fallback = wrapped;
        return wrapped;
    }

    @Override
    public int entries() {
        FallbackStore store = fallback;
        return store == null ? 0 : store.journal().size();
    }

    @Override
    public long bytes() {
        FallbackStore store = fallback;
        return store == null ? 0 : store.journal().bytes();
    }

    /** What was replayed of the journal gets one line together: each change had its own when it was accepted. */
    @Scheduled(identity = "replay-audit", every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void recordReplay() {
        long replayed = replayed() - replayedBefore;
        long conflicts = conflicts() - conflictsBefore;
        long deadLetters = deadLetters() - deadLettersBefore;
        if (replayed + conflicts + deadLetters > 0) {
            replayedBefore += replayed;
            conflictsBefore += conflicts;
            deadLettersBefore += deadLetters;
            audit.record(AuditEntry.of(clock.instant(), "replay")
                    .with("replayed", Long.valueOf(replayed))
                    .with("conflicts", Long.valueOf(conflicts))
                    .with("dead_letters", Long.valueOf(deadLetters)));
        }
    }

    /** While the audit log is still open. */
    void stopping(@Observes ShutdownEvent stopping) {
        recordReplay();
    }

    @PreDestroy
    void close() {
        FallbackStore store = fallback;
        if (store != null) {
            store.close();
        }
    }

    private Journal journal(ValueCodec codec, Supplier<Executor> callersExecutor) {
        long maxBytes = config.journal().maxBytes().asLongValue();
        if (config.dataDir().isEmpty()) {
            LOG.warn(
                    "The journal of an outage of Redis is in memory: what it holds is lost at a restart of this service. Set"
                            + " CONTINUO_DATA_DIR to keep it on disk, or CONTINUO_OUTAGE=reject to refuse requests instead.");
            return Journal.inMemory(maxBytes, callersExecutor);
        }
        try {
            return Journal.open(
                    config.dataDir().get().resolve("journal"),
                    InstanceName.of(config),
                    maxBytes,
                    codec,
                    callersExecutor);
        } catch (IllegalStateException unusable) {
            throw new RefusedSetting(String.valueOf(unusable.getMessage()));
        }
    }

    private void bind(MeterRegistry registry) {
        Gauge.builder("continuo.store.fallback", this, OutageFallback::isIn)
                .description("1 while the store is away and the journal stands in for it, else 0")
                .register(registry);
        Gauge.builder("continuo.journal.entries", this, OutageFallback::entries)
                .description("Changes that wait in the journal to be made")
                .register(registry);
        Gauge.builder("continuo.journal.size", this, OutageFallback::bytes)
                .description("Bytes of the journal")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("continuo.journal.replayed", this, OutageFallback::replayed)
                .description("Changes of the journal that were made")
                .register(registry);
        FunctionCounter.builder("continuo.journal.conflicts", this, OutageFallback::conflicts)
                .description("Members of states that a change of the journal wrote over and somebody else had changed")
                .register(registry);
        FunctionCounter.builder("continuo.journal.dead.letters", this, OutageFallback::deadLetters)
                .description("Changes of the journal that could not be made, because the session was deleted meanwhile")
                .register(registry);
    }

    private int isIn() {
        FallbackStore store = fallback;
        return store == null || store.health().fallback() == null ? 0 : 1;
    }

    private long replayed() {
        FallbackStore store = fallback;
        return store == null ? 0 : store.replayed();
    }

    private long conflicts() {
        FallbackStore store = fallback;
        return store == null ? 0 : store.conflicts();
    }

    private long deadLetters() {
        FallbackStore store = fallback;
        return store == null ? 0 : store.journal().deadLetters();
    }
}
