package io.continuo.store.layer;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What callers did in a namespace at this replica since it started.
 *
 * @param operations changes and queries, whatever their outcome
 * @param perSecond operations over the last minute
 * @param hits reads of a session, its messages or a document that found it
 * @param misses those that did not; they are no errors
 * @param errors other failures by kind
 * @param latencies by operation
 */
public record Figures(
        long operations,
        double perSecond,
        long hits,
        long misses,
        Map<String, Long> errors,
        Map<String, Latency> latencies) {

    static final Figures NONE = new Figures(0, 0, 0, 0, Map.of(), Map.of());

    /**
     * How long an operation took.
     *
     * @param p99Millis 99 of 100 took no longer; up to a quarter above the true value
     */
    public record Latency(double averageMillis, double p99Millis) {}

    /** The share of hits, null where nothing was read. */
    public @Nullable Double hitRate() {
        return hits + misses == 0 ? null : (double) hits / (hits + misses);
    }
}
