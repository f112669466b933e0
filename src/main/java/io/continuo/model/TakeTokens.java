package io.continuo.model;

/**
 * Takes tokens from the bucket that all replicas share, as many as are there and at the most as many as are wanted. The bucket
 * fills by its rate and holds a second's worth; one that nothing was taken from for long is full.
 *
 * <p>A bucket is no data: a store may forget it, which fills it, and it takes part in nothing that is confirmed or kept over a
 * restart. Where the answer was lost the tokens may be lost with it.
 *
 * @param namespace where the bucket lies
 * @param measure what its tokens stand for: a short name, such as {@code requests}
 * @param caller who spends them
 * @param perSecond the rate, 1 to 2^40
 * @param most how many are wanted, at least 1
 */
public record TakeTokens(Namespace namespace, String measure, String caller, long perSecond, long most)
        implements Change<TakeTokens.Taken> {

    /**
     * What was taken.
     *
     * @param tokens how many
     * @param left what is in the bucket now
     */
    public record Taken(long tokens, TokenBucket left) {}

    /** Takes from a bucket as it was; the one arithmetic of every store. */
    public Taken from(TokenBucket before, long now) {
        TokenBucket filled = before.filledBy(perSecond).at(now);
        long tokens = Math.min(most, filled.whole());
        return new Taken(tokens, filled.without(tokens));
    }
}
