package io.continuo.store.layer;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import io.continuo.store.layer.Figures.Latency;

/**
 * Durations in fixed buckets, four to each doubling from 4 microseconds to over an hour: under a kilobyte for each
 * operation, and a quantile is at most a quarter too high.
 */
final class Durations {

    private static final int BUCKETS = 128;

    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void add(long duration) {
        nanos.add(duration);
        longest.accumulate(duration);
        buckets.incrementAndGet(bucket(duration / 1_000));
    }

    Latency latency() {
        long[] counts = new long[BUCKETS];
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = buckets.get(i);
            total += counts[i];
        }
        return total == 0 ? new Latency(0, 0) : new Latency(nanos.sum() / 1e6 / total, p99Millis(counts, total));
    }

    private double p99Millis(long[] counts, long total) {
        long above = total - (99 * total + 99) / 100;
        int bucket = BUCKETS - 1;
        for (long seen = counts[bucket]; seen <= above && bucket > 0; seen += counts[bucket]) {
            bucket--;
        }
        return Math.min(longest.get() / 1e6, end(bucket) / 1e3);
    }

    /** The first three bits of the number, and how many follow them. */
    private static int bucket(long micros) {
        if (micros < 4) {
            return (int) Math.max(0, micros);
        }
        int octave = 63 - Long.numberOfLeadingZeros(micros);
        int quarter = (int) (micros >> (octave - 2)) & 3;
        return Math.min(BUCKETS - 1, (octave - 1) * 4 + quarter);
    }

    /** The microseconds at which a bucket ends. */
    private static long end(int bucket) {
        return bucket < 4 ? bucket + 1 : (long) (5 + bucket % 4) << (bucket / 4 - 1);
    }
}
