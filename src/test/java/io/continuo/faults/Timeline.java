package io.continuo.faults;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** When the fault was there, and when the answers told of it. */
final class Timeline {

    private long began = Long.MAX_VALUE;
    private long ended = Long.MAX_VALUE;
    private long firstTold = Long.MAX_VALUE;
    private long firstNormal = Long.MAX_VALUE;
    private long lastTold = Long.MIN_VALUE;
    private long slowest;

    /** The fault begins now. */
    synchronized void faultBegins() {
        began = System.nanoTime();
    }

    /** The fault has ended now. */
    synchronized void faultEnded() {
        ended = System.nanoTime();
    }

    synchronized void note(Reply reply) {
        slowest = Math.max(slowest, reply.ended() - reply.began());
        if (reply.ended() < began) {
            return;
        }
        if (reply.outcome() == Outcome.STORED) {
            if (reply.began() > ended) {
                firstNormal = Math.min(firstNormal, reply.ended());
            }
        } else {
            firstTold = Math.min(firstTold, reply.ended());
            lastTold = Math.max(lastTold, reply.ended());
        }
    }

    /** From the fault's beginning to the first answer that tells of it; null where none did. */
    synchronized @Nullable Duration detected() {
        return firstTold == Long.MAX_VALUE ? null : Duration.ofNanos(firstTold - began);
    }

    /** From the fault's end to the first answer as usual of a request sent after it. */
    synchronized @Nullable Duration recovered() {
        return firstNormal == Long.MAX_VALUE ? null : Duration.ofNanos(firstNormal - ended);
    }

    /** From the fault's end to the last answer that was not as usual; zero where none came after the end. */
    synchronized Duration settled() {
        return Duration.ofNanos(Math.max(0, lastTold == Long.MIN_VALUE ? 0 : lastTold - ended));
    }

    synchronized Duration slowest() {
        return Duration.ofNanos(slowest);
    }
}
