package io.continuo.store.layer;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.store.SessionStore;

/**
 * Counts what callers do in each namespace: into {@link OperationFigures}, and reads that found something or nothing as
 * counter {@code continuo.reads}, which knows no namespace. What the service does of its own accord is not counted. A
 * subscription that is cancelled before its outcome is not counted either.
 */
public final class CountedStore implements SessionStore {

    private final SessionStore inner;
    private final OperationFigures figures;
    private final Map<Class<?>, Operation> operations = Operation.all();
    private final Counter hits;
    private final Counter misses;
    private final Clock clock;

    private CountedStore(SessionStore inner, OperationFigures figures, MeterRegistry registry) {
        this.inner = inner;
        this.figures = figures;
        this.hits = reads("hit", registry);
        this.misses = reads("miss", registry);
        this.clock = registry.config().clock();
    }

    /** The store with its steps counted in the figures. */
    public static SessionStore wrap(SessionStore inner, OperationFigures figures, MeterRegistry registry) {
        return new CountedStore(inner, figures, registry);
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        return counted(inner.apply(change, now), change, change.namespace());
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        return counted(inner.read(query, now), query, query.namespace());
    }

    @Override
    public StoreHealth health() {
        return inner.health();
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return inner.status(namespace);
    }

    private <R> Uni<R> counted(Uni<R> step, Object value, Namespace namespace) {
        Operation operation =
                Objects.requireNonNull(operations.get(value.getClass()), "the sealed types permit nothing else");
        return operation.housekeeping() ? step : Uni.createFrom().deferred(() -> fromNow(step, operation, namespace));
    }

    private <R> Uni<R> fromNow(Uni<R> step, Operation operation, Namespace namespace) {
        long start = clock.monotonicTime();
        return step.onItemOrFailure().invoke((answer, failure) -> ended(operation, namespace, start, answer, failure));
    }

    private void ended(
            Operation operation,
            Namespace namespace,
            long start,
            @Nullable Object answer,
            @Nullable Throwable failure) {
        NamespaceFigures counted = figures.counting(namespace);
        long end = clock.monotonicTime();
        counted.operation(operation.name(), end - start, end);
        if (operation.findsOrMisses() && failure == null) {
            counted.hit();
            hits.increment();
        } else if (operation.findsOrMisses()
                && (failure instanceof SessionNotFound || failure instanceof DocumentNotFound)) {
            counted.miss();
            misses.increment();
        } else if (failure != null) {
            counted.error(Outcome.of(answer, failure).label());
        }
    }

    private static Counter reads(String result, MeterRegistry registry) {
        return Counter.builder("continuo.reads")
                .description("Reads of a session, its messages or a document, by whether there was one")
                .tag("result", result)
                .register(registry);
    }
}
