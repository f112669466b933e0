package io.continuo.access;

/**
 * How a caller stands in one measure.
 *
 * @param measure {@code requests} or {@code bytes}
 * @param remaining about how much can be spent now, at the most what a second gives
 * @param secondsToFull when that is all of it again if nothing is spent
 * @param retryAfter after how many seconds a request that was refused may be let in, at least one
 */
public record Limit(String measure, long perSecond, long remaining, long secondsToFull, long retryAfter) {}
