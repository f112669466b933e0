package io.continuo.access;

import io.continuo.model.TakeTokens.Taken;
import io.continuo.model.TokenBucket;

/**
 * What one caller may still spend of one measure at this replica. Tokens come from the bucket that all replicas share, in
 * lots of a tenth of a second, fetched ahead of need; nobody waits for them. While a lot is on its way, what the bucket was
 * seen to hold may be spent in advance: a burst of a second is let through though no lot is that large. Every token that
 * was spent is fetched, so in the long run all replicas together spend what the bucket gives.
 *
 * <p>Where the store does not answer, lots come from a bucket of this replica's own, which gives the whole rate. When it answers
 * again, the last second's worth of that is fetched as well: it came twice, for the shared bucket filled meanwhile.
 */
final class Allowance {

    private static final long LOTS_PER_SECOND = 10;
    private static final long LOT_MILLIS = 1_000 / LOTS_PER_SECOND;

    private final String measure;
    private final long perSecond;
    private final long lot;
    private final Lots lots;

    /** Fetched and not spent; below zero what was spent in advance. */
    private long held;

    /** The shared bucket as it was seen last, and this replica's own where the store does not answer. */
    private TokenBucket seen;

    /** Whether the bucket did not have all that was asked for last, so that nothing can be spent in advance. */
    private boolean empty;

    /** What came from this replica's own bucket since the shared one was last asked with success. */
    private long lent;

    private boolean fetching;
    private long lastSpent;

    /** Where lots come from. */
    interface Lots {

        /** The time, in milliseconds. */
        long now();

        /** Asks for tokens; calls {@link #fetched}, or {@link #failed} and perhaps {@link #fetchedLate} after it. */
        void fetch(Allowance allowance, long tokens);

        /** Calls {@link #fetch()} in so many milliseconds. */
        void later(Allowance allowance, long millis);
    }

    Allowance(String measure, long perSecond, Lots lots) {
        this.measure = measure;
        this.perSecond = perSecond;
        this.lot = Math.max(1, (perSecond + LOTS_PER_SECOND - 1) / LOTS_PER_SECOND);
        this.lots = lots;
        this.seen = TokenBucket.full(perSecond, lots.now());
    }

    /** Whether there is something to spend. */
    synchronized boolean hasRoom() {
        return room() > 0;
    }

    /** Spends one if there is one. */
    boolean trySpend() {
        boolean spent;
        boolean fetches;
        synchronized (this) {
            spent = room() > 0;
            if (spent) {
                held--;
                lastSpent = lots.now();
            }
            fetches = beginsToFetch();
        }
        if (fetches) {
            fetch();
        }
        return spent;
    }

    /** Spends what cannot be refused any more; what is not there is owed, and paid before anything else is spent. */
    void spend(long tokens) {
        boolean fetches;
        synchronized (this) {
            held -= tokens;
            lastSpent = lots.now();
            fetches = beginsToFetch();
        }
        if (fetches) {
            fetch();
        }
    }

    String measure() {
        return measure;
    }

    long perSecond() {
        return perSecond;
    }

    /** How the caller stands, as far as this replica knows; what others spend meanwhile it does not. */
    synchronized Limit standing() {
        long room = room();
        return new Limit(
                measure,
                perSecond,
                Math.max(0, Math.min(perSecond, room)),
                seconds(perSecond - room),
                Math.max(1, seconds(1 - room)));
    }

    /** Whether nothing was spent for so long that a new one in its place would allow the same. */
    synchronized boolean isIdle() {
        return held >= 0 && !fetching && lots.now() - lastSpent > 10_000;
    }

    private long room() {
        return held + (empty ? 0 : seen.at(lots.now()).whole());
    }

    private long seconds(long tokens) {
        return tokens <= 0 ? 0 : (tokens + perSecond - 1) / perSecond;
    }

    private boolean beginsToFetch() {
        boolean begins = !fetching && isLow();
        fetching |= begins;
        return begins;
    }

    private boolean isLow() {
        return 2 * held < lot;
    }

    /** Asks for what is missing of a lot; nothing else is being fetched. */
    void fetch() {
        long missing;
        synchronized (this) {
            missing = lot - held;
            fetching = missing > 0;
        }
        if (missing <= 0) {
            return;
        }
        lots.fetch(this, missing);
    }

    /** What came of a fetch. */
    void fetched(long asked, Taken taken) {
        long wait;
        synchronized (this) {
            held += taken.tokens() - lent;
            lent = 0;
            // The time of the bucket is that of whoever was last at it.
            seen = new TokenBucket(perSecond, lots.now(), taken.left().thousandths());
            empty = taken.tokens() < asked;
            wait = empty ? Math.max(LOT_MILLIS, seen.millisToOne()) : 1;
        }
        goOn(wait);
    }

    /** What came after it had been given up. */
    synchronized void fetchedLate(Taken taken) {
        held += taken.tokens();
    }

    /** That a fetch came to nothing: then this replica has a bucket for itself. */
    void failed(long asked) {
        synchronized (this) {
            TokenBucket own = seen.at(lots.now());
            long tokens = Math.min(asked, own.whole());
            held += tokens;
            lent = Math.min(perSecond, lent + tokens);
            seen = own.without(tokens);
            empty = false;
        }
        goOn(LOT_MILLIS);
    }

    private void goOn(long wait) {
        synchronized (this) {
            fetching = isLow();
            if (!fetching) {
                return;
            }
        }
        lots.later(this, wait);
    }
}
