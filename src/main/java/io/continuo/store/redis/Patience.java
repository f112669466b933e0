package io.continuo.store.redis;

import java.util.concurrent.TimeUnit;

/** How long one call waits for a cluster in change: half of what a call may take while keys are moved, else a moment. */
final class Patience {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 160;
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final long start = System.nanoTime();
    private final long moveNanos;
    private long pause = FIRST_PAUSE_MILLIS;

    Patience(RedisSettings settings) {
        moveNanos = settings.callTimeout().toNanos() / 2;
    }

    /** How many milliseconds to wait before the next try; negative for no other. */
    long pauseAfter(ErrorReply kind) {
        long limit = switch (kind) {
            case TRYAGAIN -> moveNanos;
            case MOVED, ASK, CLUSTERDOWN -> MOMENT_NANOS;
            default -> 0;
        };
        if (System.nanoTime() - start >= limit) {
            return -1;
        }
        long next = pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        return next;
    }
}
