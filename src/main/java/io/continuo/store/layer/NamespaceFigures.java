package io.continuo.store.layer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.continuo.store.layer.Figures.Latency;

/** The counters of one namespace; they may be moved by any thread. */
final class NamespaceFigures {

    private final LongAdder operations = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<String, Durations> durations = new ConcurrentHashMap<>();
    private final RecentRate rate;

    NamespaceFigures(long nowNanos) {
        this.rate = new RecentRate(nowNanos);
    }

    void operation(String name, long nanos, long nowNanos) {
        operations.increment();
        rate.mark(nowNanos);
        durations(name).add(nanos);
    }

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void error(String kind) {
        errors.computeIfAbsent(kind, first -> new LongAdder()).increment();
    }

    Figures now(long nowNanos) {
        Map<String, Long> errorCounts = new TreeMap<>();
        errors.forEach((kind, count) -> errorCounts.put(kind, count.sum()));
        Map<String, Latency> latencies = new TreeMap<>();
        durations.forEach((name, seen) -> latencies.put(name, seen.latency()));
        return new Figures(
                operations.sum(), rate.perSecond(nowNanos), hits.sum(), misses.sum(), errorCounts, latencies);
    }

    /** {@code get} first: {@code computeIfAbsent} alone may lock. */
    private Durations durations(String operation) {
        Durations known = durations.get(operation);
        return known != null ? known : durations.computeIfAbsent(operation, first -> new Durations());
    }
}
