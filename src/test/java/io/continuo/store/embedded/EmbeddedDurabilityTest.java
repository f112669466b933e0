package io.continuo.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.JsonText;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DebugSession;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;

/** What the file keeps, through restarts, crashes and a full disk. */
class EmbeddedDurabilityTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = 6;
    /** What a file may always be large. */
    private static final long SMALL_FILE = 8L << 20;

    @TempDir
    private Path directory;

    private final Instant now = Instant.now();
    private final SessionKey session = SessionKey.of("kept", "s1");

    @Test
    void aRestartKeepsEverything() {
        Session before;
        List<Object> answers;
        try (EmbeddedSessionStore store = open()) {
            apply(
                    store,
                    ChangeBuilder.on(session)
                            .user("u")
                            .state("{\"a\":{\"b\":1.10},\"\":[]}")
                            .metadata("{\"m\":1}")
                            .origin("/api", "curl")
                            .ttl(Duration.ofHours(7))
                            .create());
            apply(store, ChangeBuilder.on(session).once("k", "d").append(Fixtures.message("m1", "x", now)));
            store.apply(new ClaimDuty(session.namespace(), "sweep", "a", Duration.ofHours(1)), now)
                    .await()
                    .atMost(PATIENCE);
            before = read(store, new LoadSession(session, 9, null));
            answers = answers(store);
        }
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new LoadSession(session, 9, null))).isEqualTo(before);
            assertThat(answers(store)).isEqualTo(answers);
            assertThat(apply(store, ChangeBuilder.on(session).once("k", "d").append(Fixtures.message("m1", "x", now)))
                            .replayed())
                    .isTrue();
            assertThat(apply(store, ChangeBuilder.on(session).append(Fixtures.message("m1", "x", now)))
                            .changed())
                    .isFalse();
            assertThat(store.apply(new ClaimDuty(session.namespace(), "sweep", "b", Duration.ofHours(1)), now)
                            .await()
                            .atMost(PATIENCE))
                    .isFalse();
        }
    }

    private List<Object> answers(EmbeddedSessionStore store) {
        Namespace namespace = session.namespace();
        return List.of(
                read(store, new ListSessions(namespace, null, null, null, 9)),
                read(store, new ListSessions(namespace, new UserId("u"), null, null, 9)),
                read(store, new DebugSession(session)));
    }

    @Test
    void aLooserCommitIsOnDiskAfterClosing() {
        try (EmbeddedSessionStore store =
                new EmbeddedSessionStore(EmbeddedSettings.of(directory, Duration.ofHours(1)))) {
            assertThat(store.status(session.namespace())
                            .await()
                            .atMost(PATIENCE)
                            .warnings())
                    .hasSize(1);
            apply(store, ChangeBuilder.on(session).create());
        }
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new LoadSession(session, null, null)).version())
                    .isEqualTo(1);
        }
    }

    @Test
    void aClosedStoreRefuses() {
        EmbeddedSessionStore store = open();
        store.close();

        assertThatThrownBy(() -> apply(store, ChangeBuilder.on(session).create()))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> read(store, new LoadSession(session, null, null)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(store.health().available()).isFalse();
        store.close();
    }

    @Test
    void aSecondProcessIsToldWhoseTheDirectoryIs() throws IOException {
        try (EmbeddedSessionStore store = open()) {
            assertThat(store.health().available()).isTrue();
            String sentence = "The data directory " + directory + " is in use by another process.";

            assertThat(linesOf(Child.start("open", directory, 0))).containsExactly(sentence);
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(sentence);
        }
        assertThat(linesOf(Child.start("open", directory, 0)))
                .containsExactly("The embedded store keeps sessions in " + directory + ".");
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Map<Integer, Long> acknowledged = appendAndKill(100 + random.nextInt(2_000));

            try (EmbeddedSessionStore store = open()) {
                for (int i = 0; i < Child.SESSIONS; i++) {
                    assertThat(assertWhole(store, Child.session(i)))
                            .as("seed %d, round %d, session %d", seed, round, i)
                            .isGreaterThanOrEqualTo(acknowledged.getOrDefault(i, 0L));
                }
            }
        }
    }

    private Map<Integer, Long> appendAndKill(int answers) throws IOException, InterruptedException {
        Process process = Child.start("append", directory, 0);
        Map<Integer, Long> acknowledged = new HashMap<>();
        try (BufferedReader output = Child.output(process)) {
            int lines = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(Child.END)) {
                    note(line.substring(0, line.length() - Child.END.length()), acknowledged);
                }
                if (++lines == answers) {
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(lines).isGreaterThanOrEqualTo(answers);
        }
        process.waitFor();
        return acknowledged;
    }

    private static void note(String line, Map<Integer, Long> acknowledged) {
        String[] answer = line.split(" ", 2);
        acknowledged.merge(Integer.valueOf(answer[0]), Long.valueOf(answer[1]), Math::max);
    }

    /** Each step wrote two messages and a member that equals the second one; gives how many steps there were. */
    private long assertWhole(EmbeddedSessionStore store, SessionKey key) {
        if (!read(store, new io.continuo.model.SessionExists(key))) {
            return 0;
        }
        Session seen = read(store, new LoadSession(key, 1_000_000, null));
        List<Message> history = seen.history();
        assertThat(seen.totalMessages()).isEqualTo(2 * seen.version());
        assertThat(history).hasSize((int) seen.totalMessages());
        if (history != null && seen.state() != null) {
            JsonText last = history.get(history.size() - 1).stored().member("content");
            assertThat(seen.state().get("step")).isEqualTo(last);
        }
        assertThat(read(store, new DebugSession(key)).findings()).isEmpty();
        return seen.version();
    }

    @Test
    void aDiskThatIsFullFailsChangesAndLosesNothing() throws IOException {
        List<String> lines = linesOf(Child.start("fill", directory, 3_000));

        int end = lines.size();
        assertThat(lines.subList(end - 3, end))
                .containsExactly("OutcomeUnknown", "StoreUnavailable", "available false");
        Map<Integer, Long> acknowledged = new HashMap<>();
        lines.subList(0, end - 3).forEach(line -> note(line, acknowledged));
        assertThat(acknowledged.get(0)).isGreaterThan(1);
        try (EmbeddedSessionStore store = open()) {
            assertThat(assertWhole(store, Child.session(0))).isGreaterThanOrEqualTo(acknowledged.get(0));
            apply(store, ChangeBuilder.on(session).create());
        }
    }

    private static List<String> linesOf(Process process) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = Child.output(process)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(Child.END)) {
                    lines.add(line.substring(0, line.length() - Child.END.length()));
                }
            }
        }
        return lines;
    }

    private EmbeddedSessionStore open() {
        return new EmbeddedSessionStore(EmbeddedSettings.inFile(directory));
    }

    private <R> R apply(EmbeddedSessionStore store, SessionChange<R> change) {
        return store.apply(change, now).await().atMost(PATIENCE);
    }

    private <R> R read(EmbeddedSessionStore store, Query<R> query) {
        return store.read(query, now).await().atMost(PATIENCE);
    }

    @Test
    void whatWasReplacedIsGivenBack() throws IOException {
        EmbeddedSettings often = new EmbeddedSettings(directory, Duration.ZERO, 2, 1_000, 16, Duration.ofMillis(100), ValueCodec.plain());
        String large = "{\"v\":\"" + "x".repeat(100_000) + "\"}";
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(often)) {
            for (int i = 0; i < 300; i++) {
                apply(
                        store,
                        ChangeBuilder.on(SessionKey.of("kept", "s" + i % 100))
                                .state(large)
                                .put());
            }
            assertThat(Files.size(directory.resolve("continuo.mv"))).isGreaterThan(SMALL_FILE);
            for (int i = 0; i < 100; i++) {
                apply(store, ChangeBuilder.on(SessionKey.of("kept", "s" + i)).delete());
            }
            apply(store, ChangeBuilder.on(session).state("{\"a\":1}").create());
            await().atMost(PATIENCE).until(() -> Files.size(directory.resolve("continuo.mv")) <= SMALL_FILE);
            assertThat(read(store, new LoadSession(session, null, null)).version())
                    .isEqualTo(1);
        }
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new LoadSession(session, null, null)).version())
                    .isEqualTo(1);
        }
    }
}
