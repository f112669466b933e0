package io.continuo.store.layer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts stored values that could not be understood: counter {@code continuo.stored.values.unreadable}. A store reports
 * each one it meets, also where its answer leaves the value out instead of failing.
 */
public final class UnreadableValues implements Runnable {

    private final Counter counter;

    private UnreadableValues(Counter counter) {
        this.counter = counter;
    }

    public static UnreadableValues in(MeterRegistry registry) {
        return new UnreadableValues(Counter.builder("continuo.stored.values.unreadable")
                .description("Stored values that could not be read and were left as they are")
                .register(registry));
    }

    /** One more value; may be called by any thread. */
    @Override
    public void run() {
        counter.increment();
    }
}
