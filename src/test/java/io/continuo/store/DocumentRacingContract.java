package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.DocumentOwner;
import io.continuo.model.PutDocument;
import io.continuo.model.SweepSessions;

/** Documents and sweeps with many callers at once, and before anybody asked for the outcome. */
public abstract class DocumentRacingContract extends DocumentFacts {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLS = 25;

    @Test
    void concurrentPutsGiveEachVersionOnce() throws Exception {
        create(s1);
        for (DocumentOwner owner : List.of(s1, u1)) {
            List<Long> versions = Race.of(caller -> IntStream.range(0, CALLS)
                    .mapToObj(i -> apply((caller % 2 == 0
                                            ? on(owner, "t/k")
                                            : on(owner, "t/k").ttl(LONG))
                                    .put("1"))
                            .entry()
                            .version())
                    .toList());

            long all = (long) Race.CALLERS * CALLS;
            assertThat(versions)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, all).boxed().toList());
            assertThat(documents(owner).total()).isEqualTo(1);
        }
    }

    @Test
    void ofConcurrentConditionalPutsOneWinsEachVersion() throws Exception {
        create(s1);
        for (DocumentOwner owner : List.of(s1, u1)) {
            put(owner, "t/k");
            List<Long> won = Race.of(caller -> {
                List<Long> mine = new ArrayList<>();
                for (long version = 1; version <= CALLS; version++) {
                    try {
                        mine.add(apply(on(owner, "t/k").ifVersion(version).put("1"))
                                .entry()
                                .version());
                    } catch (VersionConflict lost) {
                        assertThat(lost.currentVersion()).isGreaterThan(version);
                    }
                }
                return mine;
            });
            assertThat(won)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(2, CALLS + 1).boxed().toList());
        }
    }

    @Test
    void concurrentPutsKeepTheLimit() throws Exception {
        create(s1);
        for (DocumentOwner owner : List.of(s1, u1)) {
            List<Integer> stored = Race.of(caller -> {
                List<Integer> mine = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    try {
                        apply(on(owner, "t/k" + caller + "-" + i).most(7).put("1"));
                        mine.add(i);
                    } catch (LimitExceeded full) {
                        assertThat(full.allowed()).isEqualTo(7);
                    }
                }
                return mine;
            });
            assertThat(stored).hasSize(7);
            assertThat(documents(owner).total()).isEqualTo(7);
        }
    }

    @Test
    void aSessionTouchedMeanwhileStays() throws Exception {
        int sessions = 100;
        for (int i = 0; i < sessions; i++) {
            put(create(key("s" + i)).session().id().value());
        }
        Instant later = now.plusSeconds(1);
        List<Integer> touched = Race.of(caller -> {
            List<Integer> mine = new ArrayList<>();
            if (caller == 0) {
                Sweep.sessions(store(), namespace, new SweepSessions.Idle(later), 3, false, later);
            } else {
                for (int i = sessions - caller; i >= 0; i -= Race.CALLERS - 1) {
                    if (touched(i, later)) {
                        mine.add(i);
                    }
                }
            }
            return mine;
        });

        now = later;
        for (int i = 0; i < sessions; i++) {
            assertThat(exists(key("s" + i))).as("s" + i).isEqualTo(touched.contains(i));
            assertThat(names(key("s" + i))).hasSize(touched.contains(i) ? 1 : 0);
        }
    }

    @Test
    void nothingHappensBeforeSubscription() {
        create(s1);
        put(s1, "file/a");
        Uni<PutDocument.Written> put = store().apply(on(s1, "file/b").put("1"), now);
        Uni<SweepSessions.Swept> sweep =
                store().apply(new SweepSessions(namespace, new SweepSessions.One(s1.id()), null, 5, false), now);
        put(u1, "file/a");
        assertThat(names(s1)).containsExactly("file/a");

        put.await().atMost(PATIENCE);
        assertThat(put.await().atMost(PATIENCE).entry().version()).isEqualTo(2);
        sweep.await().atMost(PATIENCE);
        assertThat(exists(s1)).isFalse();
    }

    private void put(String session) {
        put(key(session), "file/a");
    }

    private boolean touched(int session, Instant later) {
        try {
            store().apply(ChangeBuilder.on(key("s" + session)).touch(), later)
                    .await()
                    .atMost(PATIENCE);
            return true;
        } catch (SessionNotFound swept) {
            return false;
        }
    }
}
