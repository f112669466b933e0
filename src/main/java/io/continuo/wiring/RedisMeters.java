package io.continuo.wiring;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import io.continuo.store.redis.RedisEvents;
import io.continuo.store.redis.RedisSessionStore;

/** Counts what happens on the way to Redis: {@code continuo.redis.failures} by kind, {@code continuo.redis.reconnects}. */
final class RedisMeters implements RedisEvents {

    private final Map<String, Counter> failures = new TreeMap<>();
    private final Counter reconnects;

    private RedisMeters(MeterRegistry registry) {
        RedisSessionStore.failureKinds()
                .forEach(kind -> failures.put(
                        kind,
                        Counter.builder("continuo.redis.failures")
                                .description("Calls to Redis that failed")
                                .tag("kind", kind)
                                .register(registry)));
        reconnects = Counter.builder("continuo.redis.reconnects")
                .description("Connections to a server of Redis that were lost and made anew")
                .register(registry);
    }

    /** All meters are there from the start, at zero. */
    static RedisMeters in(MeterRegistry registry) {
        return new RedisMeters(registry);
    }

    @Override
    public void failed(String kind) {
        Objects.requireNonNull(failures.get(kind), "a kind that the store names")
                .increment();
    }

    @Override
    public void reconnected() {
        reconnects.increment();
    }
}
