package io.continuo.ops.cleanup;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.continuo.model.Removed;

/** The figures of the cleanup; all of them are there from the start, at zero. */
final class CleanupMeters {

    private final Map<CleanupReport.Outcome, Counter> runs = new EnumMap<>(CleanupReport.Outcome.class);
    private final Counter removedSessions;
    private final Counter removedDocuments;
    private final Counter removedEntries;
    private final Timer duration;

    CleanupMeters(MeterRegistry registry) {
        for (CleanupReport.Outcome outcome : CleanupReport.Outcome.values()) {
            runs.put(
                    outcome,
                    Counter.builder("continuo.cleanup.runs")
                            .description("Runs of the cleanup at this replica")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        removedSessions = removed("session", registry);
        removedDocuments = removed("document", registry);
        removedEntries = removed("entry", registry);
        duration = Timer.builder("continuo.cleanup.duration")
                .description("How long a run of the cleanup took")
                .register(registry);
    }

    void removed(Removed removed) {
        removedSessions.increment((double) removed.sessions() + removed.expiredSessions());
        removedDocuments.increment((double) removed.documents());
        removedEntries.increment((double) removed.entries());
    }

    void ended(CleanupReport.Outcome outcome, Duration took) {
        Objects.requireNonNull(runs.get(outcome)).increment();
        duration.record(took);
    }

    private static Counter removed(String kind, MeterRegistry registry) {
        return Counter.builder("continuo.cleanup.removed")
                .description("What the cleanup took out")
                .tag("kind", kind)
                .register(registry);
    }
}
