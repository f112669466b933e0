package io.continuo.access;

import java.time.Duration;

/**
 * How a caller stands in one measure.
 *
 * @param measure {@code requests} or {@code bytes}
 * @param remaining about how much can be spent now, at the most what a second gives
 * @param secondsToFull when that is all of it again if nothing is spent
 * @param retryAfter after which time a request that was refused may be let in, at least a second
 */
public record Limit(String measure, long perSecond, long remaining, long secondsToFull, Duration retryAfter) {

    static Limit of(Allowance allowance) {
        return new Limit(
                allowance.measure(),
                allowance.perSecond(),
                allowance.remaining(),
                allowance.secondsToFull(),
                allowance.retryAfter(1));
    }
}
