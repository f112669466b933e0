package io.continuo.model;

/**
 * What may be spent at a rate: it fills by the rate and holds a second's worth. Counted in thousandths, which is what a token a
 * second gives in a millisecond, so that nothing is rounded.
 *
 * @param perSecond tokens a second, 1 to 2^40
 * @param at of which time, in milliseconds
 * @param thousandths of tokens that are in it then
 */
public record TokenBucket(long perSecond, long at, long thousandths) {

    private static final long THOUSAND = 1_000;

    public static TokenBucket full(long perSecond, long now) {
        return new TokenBucket(perSecond, now, perSecond * THOUSAND);
    }

    /** As it is later. A time before its own is its own: clocks differ, and what was given is not given again. */
    public TokenBucket at(long now) {
        if (now <= at) {
            return this;
        }
        long full = perSecond * THOUSAND;
        // Whatever the time between, a second fills it.
        long gained = Math.min(now - at, THOUSAND) * perSecond;
        return new TokenBucket(perSecond, now, Math.min(full, thousandths + gained));
    }

    /** At another rate, with no more than it can hold then. */
    public TokenBucket filledBy(long otherPerSecond) {
        return new TokenBucket(otherPerSecond, at, Math.min(thousandths, otherPerSecond * THOUSAND));
    }

    /** How many can be taken. */
    public long whole() {
        return thousandths / THOUSAND;
    }

    public TokenBucket without(long tokens) {
        return new TokenBucket(perSecond, at, thousandths - tokens * THOUSAND);
    }

    /** How long until there is a whole one. */
    public long millisToOne() {
        long missing = Math.max(0, THOUSAND - thousandths);
        return (missing + perSecond - 1) / perSecond;
    }
}
