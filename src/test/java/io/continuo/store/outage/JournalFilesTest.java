package io.continuo.store.outage;

import static io.continuo.store.outage.Journals.append;
import static io.continuo.store.outage.Journals.appendAll;
import static io.continuo.store.outage.Journals.change;
import static io.continuo.store.outage.Journals.changes;
import static io.continuo.store.outage.Journals.now;
import static io.continuo.store.outage.Journals.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.JsonText;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.ops.CapturedLog;
import io.continuo.store.DocumentBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.Codecs;
import io.continuo.store.codec.Place;
import io.continuo.store.codec.ValueCodec;

/** What lies in the directory: who has it, how large it gets, and what stands in it. */
class JournalFilesTest {

    private static final int THREADS = 8;
    private static final int EACH = 300;
    private static final long SMALL_SEGMENTS = 4_096;

    @TempDir
    private Path directory;

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private Journal small(long maxBytes) {
        return open(directory, "a", ValueCodec.plain(), maxBytes, SMALL_SEGMENTS);
    }

    @Test
    void manyThreadsAppendAndAllIsThereInTheOrderOfEach() throws InterruptedException {
        Map<String, Long> last = new ConcurrentHashMap<>();
        try (Journal journal = open(directory, "a", Codecs.sealed(), Journals.LARGE, 64 * 1024)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String session = "s" + i;
                threads.add(new Thread(() -> {
                    for (int n = 0; n < EACH; n++) {
                        last.put(
                                session,
                                append(journal, change(session, "" + n)).id());
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(journal.size()).isEqualTo(THREADS * EACH);
        }
        try (Journal journal = open(directory, "a", Codecs.sealed())) {
            Map<String, List<String>> bySession = new HashMap<>();
            long before = 0;
            for (Entry entry : journal.entries()) {
                assertThat(entry.id()).isGreaterThan(before);
                before = entry.id();
                bySession
                        .computeIfAbsent(Journals.session(entry), s -> new ArrayList<>())
                        .add(Journals.content(entry));
            }
            List<String> inOrder =
                    Stream.iterate(0, n -> n + 1).limit(EACH).map(n -> "" + n).toList();
            assertThat(bySession)
                    .hasSize(THREADS)
                    .allSatisfy((session, contents) -> assertThat(contents).isEqualTo(inOrder));
            assertThat(last.values()).contains(before);
        }
    }

    @Test
    void whoDoesNotWaitForAnAnswerIsWrittenInOrder() {
        List<Entry> answers = new ArrayList<>();
        try (Journal journal = open(directory, "a")) {
            for (int i = 0; i < 200; i++) {
                journal.append(change(i), Journals.NOW).subscribe().with(entry -> {
                    synchronized (answers) {
                        answers.add(entry);
                    }
                });
            }
        }
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal))
                    .isEqualTo(Stream.iterate(0, i -> i + 1)
                            .limit(200)
                            .map(Journals::change)
                            .toList());
        }
        await().until(() -> {
            synchronized (answers) {
                return answers.size() == 200;
            }
        });
    }

    @Test
    void nothingIsWrittenBeforeSubscription() {
        try (Journal journal = open(directory, "a")) {
            var twice = journal.append(change(1), Journals.NOW);
            assertThat(journal.size()).isZero();
            assertThat(now(twice)).isNotSameAs(now(twice));
            assertThat(journal.size()).isEqualTo(2);
        }
    }

    @Test
    void filesFollowEachOtherAndGoOldestFirst() throws IOException {
        try (Journal journal = small(Journals.LARGE)) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                entries.add(append(journal, change(i)));
            }
            int all = files(".log").size();
            assertThat(all).isGreaterThan(4);
            Path oldest = files(".log").get(0);

            now(journal.done(entries.subList(1, 60)));
            assertThat(oldest).exists();
            assertThat(journal.size()).isEqualTo(1);

            now(journal.done(entries.subList(0, 1)));
            assertThat(files(".log")).isEmpty();
            assertThat(journal.bytes()).isZero();
        }
    }

    @Test
    void whatIsDoneStaysDoneWhereverItIsSaid() {
        List<Entry> entries = new ArrayList<>();
        try (Journal journal = small(Journals.LARGE)) {
            for (int i = 0; i < 60; i++) {
                entries.add(append(journal, change(i)));
            }
            for (int i = 0; i < 60; i += 2) {
                now(journal.done(entries.subList(i, i + 1)));
            }
        }
        try (Journal journal = small(Journals.LARGE)) {
            assertThat(changes(journal))
                    .hasSize(30)
                    .isEqualTo(Stream.iterate(1, i -> i + 2)
                            .limit(30)
                            .map(Journals::change)
                            .toList());
            appendAll(journal, 60, 62);
        }
        try (Journal journal = small(Journals.LARGE)) {
            assertThat(changes(journal)).hasSize(32).endsWith(change(60), change(61));
        }
    }

    @Test
    void itGetsNoLargerThanItMay() throws IOException {
        try (Journal journal = small(10_000)) {
            List<Entry> entries = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            entries.add(append(journal, change(entries.size())));
                        }
                    })
                    .isInstanceOf(JournalFull.class);
            assertThat(entries).hasSizeGreaterThan(10);
            assertThat(journal.bytes()).isBetween(9_000L, 10_000L);
            assertThat(journal.size()).isEqualTo(entries.size());
            long onDisk = 0;
            for (Path file : files(".log")) {
                onDisk += Files.size(file);
            }
            assertThat(onDisk).isEqualTo(journal.bytes());

            now(journal.done(entries));
            append(journal, change(1));
        }
    }

    @Test
    void aJournalWhoseLockIsFreeIsAdopted() throws IOException {
        try (Journal journal = open(directory, "host:8080", Codecs.sealed())) {
            appendAll(journal, 0, 3);
        }
        try (Journal journal = open(directory, "b", Codecs.sealed())) {
            append(journal, change(9));
            List<Entry> adopted = journal.entries();
            assertThat(changes(journal)).isEqualTo(List.of(change(0), change(1), change(2)));
            assertThat(journal.size()).isEqualTo(4);
            now(journal.done(adopted.subList(0, 1)));
            assertThat(directory.resolve("host%3A8080")).exists();
            now(journal.done(adopted.subList(1, 3)));
            await().until(() -> !Files.exists(directory.resolve("host%3A8080")));
            assertThat(journal.size()).isEqualTo(1);
        }
        try (Journal journal = open(directory, "b", Codecs.sealed())) {
            assertThat(changes(journal)).isEqualTo(List.of(change(9)));
        }
    }

    @Test
    void whatWasDoneOfAnAdoptedJournalIsDoneForItsOwner() {
        try (Journal journal = open(directory, "a")) {
            appendAll(journal, 0, 3);
        }
        try (Journal journal = open(directory, "b")) {
            now(journal.done(journal.entries().subList(0, 2)));
        }
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(2)));
        }
    }

    @Test
    void aJournalThatIsInUseIsLeftAlone() {
        try (Journal first = open(directory, "a")) {
            append(first, change(1));
            try (Journal second = open(directory, "b")) {
                assertThat(second.entries()).isEmpty();
                append(second, change(2));
            }
            append(first, change(3));
        }
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(1), change(3), change(2)));
        }
    }

    @Test
    void whoFindsItsJournalInUseTakesAnotherName() {
        try (Journal first = open(directory, "a")) {
            append(first, change(1));
            try (Journal second = open(directory, "a")) {
                append(second, change(2));
                assertThat(directory.resolve("a~2")).exists();
            }
        }
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(1), change(2)));
            now(journal.done(journal.entries()));
            await().until(() -> !Files.exists(directory.resolve("a~2")));
        }
    }

    @Test
    void instancesHaveDirectoriesOfTheirOwn() {
        assertThat(Stream.of("..", ".", "a/b", "a%2Fb", "a b", "é", "a~2", "a.b-C_1")
                        .map(Opening::fileName)
                        .toList())
                .containsExactly("%2E.", "%2E", "a%2Fb", "a%252Fb", "a%20b", "%C3%A9", "a%7E2", "a.b-C_1")
                .doesNotHaveDuplicates();
    }

    @Test
    void withEncryptionNothingStandsInClear() throws IOException {
        try (Journal journal = open(directory, "a", Codecs.sealed())) {
            Entry first = append(journal, change("secretsession", "secretcontent"));
            append(
                    journal,
                    DocumentBuilder.on(UserKey.of("secretspace", "secretuser"), "secrettype", "secretkey")
                            .once("secretonce", "secretdigest")
                            .put("{\"secretname\":\"secretbody\"}"));
            now(journal.deadLetter(first, "gone", Journals.NOW));
            for (Path file : files("")) {
                if (Files.isRegularFile(file)) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    // A dead letter says whose it is.
                    assertThat(text.replace("\"session_id\":\"secretsession\"", ""))
                            .as(file.toString())
                            .doesNotContain("secret");
                }
            }
        }
    }

    @Test
    void withoutEncryptionAPersonCanReadIt() throws IOException {
        try (Journal journal = open(directory, "a", Codecs.learning(1))) {
            append(journal, change(1));
            assertThat(Files.readString(files(".log").get(0), StandardCharsets.ISO_8859_1))
                    .contains(ChangeForm.write(change(1)).text());
        }
    }

    @Test
    void noDictionaryIsNeededToReadIt() {
        ValueCodec learning = Codecs.learning(1, "k1");
        try (Journal journal = open(directory, "a", learning)) {
            append(journal, change("s", "the same words again and again, ".repeat(80)));
            append(journal, change("s", "the same words again and again, ".repeat(90)));
        }
        try (Journal journal = open(directory, "a", Codecs.sealing("k1"))) {
            assertThat(journal.entries()).hasSize(2);
        }
        assertThat(learning.of(io.continuo.model.Namespace.DEFAULT).plain()).isZero();
    }

    @Test
    void aDeadLetterSaysWhatAndWhy() throws IOException {
        SessionKey session = SessionKey.of("ns", "s1");
        try (CapturedLog log = new CapturedLog(DeadLetters.class);
                Journal journal = open(directory, "a")) {
            Entry first = append(journal, change(1));
            Entry second = append(
                    journal, DocumentBuilder.on(UserKey.of("ns", "u"), "t", "k").put("1.10"));
            now(journal.deadLetter(first, "The session was deleted.", Journals.NOW.plusSeconds(9)));
            now(journal.deadLetter(second, "No room.", Journals.NOW.plusSeconds(9)));

            assertThat(journal.size()).isZero();
            assertThat(journal.deadLetters()).isEqualTo(2);
            List<String> lines = Files.readAllLines(directory.resolve("a/dead-letters.ndjson"));
            assertThat(lines)
                    .containsExactly(
                            "{\"time\":\"2026-01-02T03:04:14.678Z\",\"reason\":\"The session was deleted.\","
                                    + "\"namespace\":\"ns\",\"session_id\":\"s1\",\"kind\":\"append-messages\","
                                    + "\"entry\":1,\"accepted_at\":\"2026-01-02T03:04:05.678Z\",\"change\":"
                                    + ChangeForm.write(change(1)).text() + "}",
                            "{\"time\":\"2026-01-02T03:04:14.678Z\",\"reason\":\"No room.\","
                                    + "\"namespace\":\"ns\",\"user_id\":\"u\",\"kind\":\"put-document\","
                                    + "\"entry\":2,\"accepted_at\":\"2026-01-02T03:04:05.678Z\",\"change\":"
                                    + ChangeForm.write(second.change()).text() + "}");
            assertThat(log.lines()).hasSize(2).allMatch(line -> line.startsWith("WARN"));
            assertThat(log.lines().get(0))
                    .contains("s1", "append-messages", "The session was deleted.")
                    .doesNotContain("content 1");
            assertThat(session).isNotNull();
        }
    }

    @Test
    void aSealedDeadLetterOpensWithItsOwner() throws IOException {
        ValueCodec codec = Codecs.sealed();
        try (Journal journal = open(directory, "a", codec)) {
            now(journal.deadLetter(append(journal, change(1)), "gone", Journals.NOW));
        }
        JsonText line = Fixtures.json(Files.readString(directory.resolve("a/dead-letters.ndjson")));
        byte[] sealed = Base64.getDecoder()
                .decode(Objects.requireNonNull(line.member("sealed")).asString());
        JsonText opened = codec.value(Place.deadLetter(SessionKey.of("ns", "s1")), sealed);
        assertThat(ChangeForm.read(Objects.requireNonNull(opened))).isEqualTo(change(1));
        assertThat(codec.value(Place.deadLetter(SessionKey.of("ns", "s2")), sealed))
                .isNull();
    }

    @Test
    void aLetterThatWasTornIsTakenAway() throws IOException {
        Path file = directory.resolve("a/dead-letters.ndjson");
        try (Journal journal = open(directory, "a")) {
            now(journal.deadLetter(append(journal, change(1)), "first", Journals.NOW));
            byte[] first = Files.readAllBytes(file);
            Files.writeString(file, "{\"time\":" + "x".repeat(20_000), java.nio.file.StandardOpenOption.APPEND);
            now(journal.deadLetter(append(journal, change(2)), "second", Journals.NOW));
            assertThat(Files.readAllBytes(file)).startsWith(first);
            assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.endsWith("}"));
        }
        assertThat(file).exists();
    }
}
