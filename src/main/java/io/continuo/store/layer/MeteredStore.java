package io.continuo.store.layer;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.store.SessionStore;

/**
 * Times each change and each query from its subscription to its outcome: timer {@code continuo.store.operation} with the
 * labels {@code operation}, {@code kind} and {@code outcome}. No label carries an id or a namespace, so the number of
 * series does not depend on callers. A subscription that is cancelled before its outcome is not counted.
 */
public final class MeteredStore implements SessionStore {

    private final SessionStore inner;
    private final Map<Class<?>, OperationTimers> writes;
    private final Map<Class<?>, OperationTimers> reads;
    private final Clock clock;

    private MeteredStore(SessionStore inner, MeterRegistry registry) {
        this.inner = inner;
        this.writes = OperationTimers.forAll(Change.class, "write", registry);
        this.reads = OperationTimers.forAll(Query.class, "read", registry);
        this.clock = registry.config().clock();
        Gauge.builder("continuo.store.available", inner, store -> store.health().available() ? 1 : 0)
                .description("1 while the store can be asked, as last observed, else 0")
                .register(registry);
    }

    /** The store with its steps timed in the registry; the same registry may serve several stores. */
    public static SessionStore wrap(SessionStore inner, MeterRegistry registry) {
        return new MeteredStore(inner, registry);
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        return timed(inner.apply(change, now), timersOf(change, writes));
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        return timed(inner.read(query, now), timersOf(query, reads));
    }

    @Override
    public StoreHealth health() {
        return inner.health();
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return inner.status(namespace);
    }

    private static OperationTimers timersOf(Object step, Map<Class<?>, OperationTimers> table) {
        return Objects.requireNonNull(table.get(step.getClass()), "the sealed types permit nothing else");
    }

    private <R> Uni<R> timed(Uni<R> step, OperationTimers timers) {
        return Uni.createFrom().deferred(() -> timedFromNow(step, timers));
    }

    private <R> Uni<R> timedFromNow(Uni<R> step, OperationTimers timers) {
        long start = clock.monotonicTime();
        return step.onItemOrFailure()
                .invoke((answer, failure) -> timers.record(Outcome.of(answer, failure), clock.monotonicTime() - start));
    }
}
