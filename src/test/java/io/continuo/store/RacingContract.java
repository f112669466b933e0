package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.Session;

/** Many callers at once. */
public abstract class RacingContract extends StoreFacts {

    private static final int CALLERS = Race.CALLERS;
    private static final int CALLS = 50;

    @Test
    void concurrentAppendsLoseNothingAndShareNothing() throws Exception {
        List<Appended> appended = Race.of(caller -> {
            List<Appended> mine = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                mine.add(apply(ChangeBuilder.on(s1)
                        .policy(Fixtures.historyLimit(10_000))
                        .state("{\"c" + caller + "\":" + i + "}")
                        .append(
                                Fixtures.message(caller + "-" + i + "-a", now),
                                Fixtures.message(caller + "-" + i + "-b", now))));
            }
            return mine;
        });

        int total = CALLERS * CALLS;
        assertThat(appended.stream().map(Appended::version))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, total).boxed().toList());
        assertThat(appended.stream().filter(Appended::created)).hasSize(1);
        assertThat(appended.stream().flatMap(a -> a.messages().stream()).map(Message::seq))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 2L * total).boxed().toList());
        for (Appended one : appended) {
            List<Long> seqs = seqs(one.messages());
            // The messages of one call are neighbours, and each version's call has its own two places.
            assertThat(seqs).containsExactly(2 * one.version() - 1, 2 * one.version());
        }
        Session session = loadWithHistory(s1, 2 * total);
        assertThat(session.version()).isEqualTo(total);
        assertThat(session.totalMessages()).isEqualTo(2L * total);
        assertThat(session.state()).hasSize(CALLERS);
        List<String> expected = appended.stream()
                .sorted((a, b) -> Long.compare(a.version(), b.version()))
                .flatMap(a -> contents(a.messages()).stream())
                .toList();
        assertThat(contents(session.history())).isEqualTo(expected);
    }

    @Test
    void ofConcurrentConditionalWritersOneWinsEachVersion() throws Exception {
        create(s1);

        List<Long> won = Race.of(caller -> {
            List<Long> mine = new ArrayList<>();
            for (long version = 1; version <= CALLS; version++) {
                try {
                    mine.add(apply(ChangeBuilder.on(s1)
                                    .ifVersion(version)
                                    .state("{\"by\":" + caller + "}")
                                    .metadata("{\"v\":" + version + "}")
                                    .put())
                            .version());
                } catch (VersionConflict lost) {
                    Long current = lost.currentVersion();
                    assertThat(current).isNotNull().isGreaterThan(version);
                }
            }
            return mine;
        });

        assertThat(won)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, CALLS + 1).boxed().toList());
        assertThat(load(s1).version()).isEqualTo(CALLS + 1);
    }

    @Test
    void ofConcurrentCreatorsOneWins() throws Exception {
        List<Integer> creators = Race.of(caller -> {
            List<Integer> mine = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                try {
                    apply(ChangeBuilder.on(key("s" + i))
                            .state("{\"by\":" + caller + "}")
                            .create());
                    mine.add(i);
                } catch (SessionExists late) {
                    assertThat(late.currentVersion()).isEqualTo(1);
                }
            }
            return mine;
        });

        assertThat(creators)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, CALLS).boxed().toList());
        assertThat(count()).isEqualTo(CALLS);
    }

    @Test
    void ofConcurrentDeliveriesOneIsStored() throws Exception {
        List<Appended> appended = Race.of(caller -> {
            List<Appended> mine = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                mine.add(apply(ChangeBuilder.on(s1)
                        .once("k" + i, "d")
                        .append(Fixtures.message("m" + i, "content " + i, now))));
            }
            return mine;
        });

        assertThat(appended.stream().filter(a -> !a.replayed())).hasSize(CALLS);
        assertThat(load(s1).totalMessages()).isEqualTo(CALLS);
        assertThat(load(s1).version()).isEqualTo(CALLS);
    }

    @Test
    void everyReadIsOneSnapshot() throws Exception {
        apply(ChangeBuilder.on(s1).state("{\"n\":1}").append(Fixtures.message("1", now)));

        List<String> torn = Race.of(caller -> {
            List<String> mine = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                if (caller % 2 == 0) {
                    append();
                } else {
                    Session seen = read(new LoadSession(s1, 1, null));
                    long version = seen.version();
                    boolean whole = seen.totalMessages() == version
                            && seen.state() != null
                            && seen.state().size() == 1
                            && seen.history() != null
                            && seen.history().get(0).seq() == version;
                    if (!whole) {
                        mine.add("version " + version + ", messages " + seen.totalMessages());
                    }
                }
            }
            return mine;
        });

        assertThat(torn).isEmpty();
    }

    private void append() {
        apply(ChangeBuilder.on(s1)
                .state("{\"n\":" + System.nanoTime() + "}")
                .append(Fixtures.message(Long.toString(System.nanoTime()), now)));
    }
}
