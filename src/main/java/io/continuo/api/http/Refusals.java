package io.continuo.api.http;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Refusal;

/** Counts the requests that were refused; all reasons are there from the start, at zero. */
@Singleton
public class Refusals {

    private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);

    public Refusals(MeterRegistry registry) {
        for (Refusal reason : Refusal.values()) {
            counters.put(
                    reason,
                    Counter.builder("continuo.refusals")
                            .description("Requests that were refused because of who asked")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** What failed for another reason is not counted. */
    public void count(Throwable failure) {
        if (failure instanceof Unauthenticated unknown) {
            count(unknown.reason());
        } else if (failure instanceof Forbidden forbidden) {
            count(forbidden.reason());
        }
    }

    private void count(Refusal reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }
}
