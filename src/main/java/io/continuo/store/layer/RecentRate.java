package io.continuo.store.layer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often something happened in the last minute, in slots of a second; bounded and without a lock. */
final class RecentRate {

    private static final int SECONDS = 60;
    private static final long COUNT = 0xffff_ffffL;

    /** The second in the upper half, how often in the lower. */
    private final AtomicLongArray slots = new AtomicLongArray(SECONDS);

    private final long start;

    RecentRate(long nowNanos) {
        this.start = nowNanos;
    }

    void mark(long nowNanos) {
        long second = second(nowNanos);
        slots.accumulateAndGet(
                (int) (second % SECONDS), second, (slot, now) -> slot >>> 32 == now ? slot + 1 : now << 32 | 1);
    }

    /** Over the last minute, or since the start where that is later. */
    double perSecond(long nowNanos) {
        long now = second(nowNanos);
        long marks = 0;
        for (int i = 0; i < SECONDS; i++) {
            long slot = slots.get(i);
            marks += slot >>> 32 > now - SECONDS ? slot & COUNT : 0;
        }
        double beforeThisSecond = Math.min(now, SECONDS - 1);
        double ofThisSecond = (nowNanos - start) / 1e9 - now;
        return marks / Math.max(1, beforeThisSecond + ofThisSecond);
    }

    private long second(long nowNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nowNanos - start));
    }
}
