package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;

/**
 * A sweep from its beginning to its end, however many steps a store takes for it.
 *
 * @param samples of all steps, whose order is a store's own
 */
record Sweep(long examined, Removed removed, Set<Object> samples) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_STEPS = 10_000;

    static Sweep sessions(
            SessionStore store,
            Namespace namespace,
            SweepSessions.Which which,
            int limit,
            boolean dryRun,
            Instant now) {
        Sweep sum = nothing();
        String from = null;
        int steps = 0;
        do {
            SweepSessions.Swept step = store.apply(new SweepSessions(namespace, which, from, limit, dryRun), now)
                    .await()
                    .atMost(PATIENCE);
            assertThat(step.examined()).isBetween(0L, (long) limit);
            assertThat(step.sample()).hasSizeLessThanOrEqualTo(SweepSessions.SAMPLE);
            sum.samples.addAll(step.sample());
            sum = sum.plus(step.examined(), step.removed());
            from = step.next();
            assertThat(++steps).as("a sweep ends").isLessThan(MOST_STEPS);
        } while (from != null);
        return sum;
    }

    static Sweep documents(
            SessionStore store,
            Namespace namespace,
            SweepDocuments.Which which,
            int limit,
            boolean dryRun,
            Instant now) {
        Sweep sum = nothing();
        String from = null;
        int steps = 0;
        do {
            SweepDocuments.Swept step = store.apply(new SweepDocuments(namespace, which, from, limit, dryRun), now)
                    .await()
                    .atMost(PATIENCE);
            assertThat(step.examined()).isBetween(0L, (long) limit);
            assertThat(step.sample()).hasSizeLessThanOrEqualTo(SweepSessions.SAMPLE);
            sum.samples.addAll(step.sample());
            sum = sum.plus(step.examined(), step.removed());
            from = step.next();
            assertThat(++steps).as("a sweep ends").isLessThan(MOST_STEPS);
        } while (from != null);
        return sum;
    }

    /** This is the dry run of the other. Where there is more than a sample holds, stores choose freely. */
    Sweep agreesWith(Sweep real) {
        assertThat(examined).as("examined").isEqualTo(real.examined);
        assertThat(removed).isEqualTo(real.removed);
        assertThat(comparable()).isEqualTo(real.comparable());
        return real;
    }

    /** What is the same in every store. */
    Sweep comparable() {
        long sampled = Math.max(removed.sessions(), removed.documents());
        return sampled <= SweepSessions.SAMPLE ? this : new Sweep(examined, removed, Set.of());
    }

    private static Sweep nothing() {
        return new Sweep(0, Removed.NOTHING, new HashSet<>());
    }

    private Sweep plus(long moreExamined, Removed moreRemoved) {
        return new Sweep(examined + moreExamined, removed.plus(moreRemoved), samples);
    }
}
