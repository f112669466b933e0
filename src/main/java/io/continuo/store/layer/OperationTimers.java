package io.continuo.store.layer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The timers of one kind of step, one for each outcome. That of {@code ok} is there from the start, so that rates begin at
 * zero; another appears with its first outcome, because each costs as many series as there are buckets.
 */
final class OperationTimers {

    private static final Duration[] BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<Outcome, Timer> byOutcome = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final String operation;
    private final String kind;

    private OperationTimers(MeterRegistry registry, String operation, String kind) {
        this.registry = registry;
        this.operation = operation;
        this.kind = kind;
        timer(Outcome.OK);
    }

    /** One entry for each record that the sealed type permits, at any depth. */
    static Map<Class<?>, OperationTimers> forAll(Class<?> sealedType, String kind, MeterRegistry registry) {
        Map<Class<?>, OperationTimers> table = new HashMap<>();
        Operation.leaves(sealedType)
                .forEach(type -> table.put(type, new OperationTimers(registry, Operation.name(type), kind)));
        return table;
    }

    void record(Outcome outcome, long nanos) {
        timer(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** {@code get} first: {@code computeIfAbsent} alone may lock. */
    private Timer timer(Outcome outcome) {
        Timer timer = byOutcome.get(outcome);
        return timer != null ? timer : byOutcome.computeIfAbsent(outcome, this::register);
    }

    private Timer register(Outcome outcome) {
        return Timer.builder("continuo.store.operation")
                .description("Time from the subscription to a change or a query until its outcome")
                .tags("operation", operation, "kind", kind, "outcome", outcome.label())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
