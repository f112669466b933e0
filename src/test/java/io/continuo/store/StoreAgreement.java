package io.continuo.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException;
import io.continuo.model.ListSessions;
import io.continuo.model.ListUserSessions;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.SessionDebug;
import io.continuo.model.SessionPage;
import io.continuo.model.UserSessionPage;

/**
 * Plays the same random operations on two stores and compares every answer and every failure. A disagreement names its seed;
 * {@code -Dcontinuo.agreement.seed=<seed>} plays it again, {@code -Dcontinuo.agreement.operations=<n>} plays longer,
 * {@code -Dcontinuo.agreement.rounds=<n>} more seeds.
 */
public abstract class StoreAgreement {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    protected abstract SessionStore one();

    protected abstract SessionStore other();

    /** Called after each round with the namespace in which it was played. */
    protected void played(Namespace namespace, String place) {}

    @Test
    void bothGiveTheSameAnswers() {
        Long given = Long.getLong("continuo.agreement.seed");
        int operations = Integer.getInteger("continuo.agreement.operations", 3_000);
        if (given != null) {
            play(given, operations);
            return;
        }
        int rounds = Integer.getInteger("continuo.agreement.rounds", 4);
        for (int round = 0; round < rounds; round++) {
            play(new Random().nextLong(), operations);
        }
    }

    private void play(long seed, int operations) {
        Namespace namespace = Fixtures.freshNamespace();
        RandomOperations random = new RandomOperations(seed, namespace);
        for (int i = 0; i < operations; i++) {
            random.tick();
            String place = "seed " + seed + ", operation " + i;
            if (random.isSweep()) {
                sweep(place, random);
            } else if (random.isChange()) {
                Change<?> change = random.change();
                agree(
                        place,
                        change,
                        answer(one().apply(change, random.now())),
                        answer(other().apply(change, random.now())));
            } else {
                query(place, random);
            }
        }
        played(namespace, "seed " + seed);
    }

    private void query(String place, RandomOperations random) {
        Query<?> query = random.query();
        Object first = answer(one().read(query, random.now()));
        agree(place, query, first, answer(other().read(query, random.now())));
        if (query instanceof ListSessions && first instanceof SessionPage page) {
            random.listed(page.next());
        } else if (query instanceof ListUserSessions && first instanceof UserSessionPage page) {
            random.documents().listed(page.next());
        }
    }

    private static void agree(String place, Object operation, Object first, Object second) {
        if (!Objects.equals(first, second)) {
            throw new AssertionError(place + ": " + operation + "\n  one:   " + first + "\n  other: " + second);
        }
    }

    /** What came of it, in a form that is equal where stores may not differ. */
    private static Object answer(Uni<?> uni) {
        try {
            Object answer = uni.await().atMost(PATIENCE);
            if (answer instanceof SessionDebug debug) {
                // Keys are each store's own.
                return List.of(
                        debug.exists(),
                        String.valueOf(debug.ttlSeconds()),
                        debug.messageCount(),
                        debug.messages(),
                        debug.findings());
            }
            return answer;
        } catch (ContinuoException failure) {
            // The sentence names all that a failure says: versions, index, limit.
            return failure.getClass().getSimpleName() + ": " + failure.getMessage();
        } catch (RuntimeException fault) {
            return "not allowed: " + fault;
        }
    }

    /** First only counted, then done: the counts are the same four times. */
    private void sweep(String place, RandomOperations random) {
        RandomDocuments.Sweeping sweep = random.documents().sweep(random.now());
        Object counted = sweep.on(one(), true);
        agree(place, "counting " + sweep, counted, sweep.on(other(), true));
        agree(place, sweep, counted, sweep.on(one(), false));
        agree(place, sweep, counted, sweep.on(other(), false));
    }
}
