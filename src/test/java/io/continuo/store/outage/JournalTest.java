package io.continuo.store.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.model.Change;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.ValueCodec;

class JournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LARGE = 64L << 20;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    private Path directory;

    private static Change<?> change(int number) {
        return ChangeBuilder.on(SessionKey.of("ns", "s" + number % 3))
                .append(Fixtures.message("m" + number, "content " + number, NOW));
    }

    private Journal open() {
        return open("a");
    }

    private Journal open(String instance) {
        return Journal.open(directory, instance, LARGE, ValueCodec.plain(), Infrastructure::getDefaultExecutor);
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    @Test
    void whatWasAppendedIsThereAfterANewStart() {
        try (Journal journal = open()) {
            assertThat(journal.durable()).isTrue();
            for (int i = 0; i < 5; i++) {
                Entry entry = now(journal.append(change(i), NOW.plusNanos(i)));
                assertThat(entry.change()).isEqualTo(change(i));
                assertThat(entry.acceptedAt()).isEqualTo(NOW);
            }
            assertThat(journal.size()).isEqualTo(5);
            assertThat(journal.entries()).isEmpty();
        }
        try (Journal journal = open()) {
            List<Entry> entries = journal.entries();
            assertThat(entries)
                    .extracting(Entry::change)
                    .isEqualTo(Stream.iterate(0, i -> i + 1)
                            .limit(5)
                            .map(JournalTest::change)
                            .toList());
            assertThat(entries).extracting(Entry::acceptedAt).containsOnly(NOW);
            assertThat(journal.size()).isEqualTo(5);
            now(journal.done(entries.subList(0, 2)));
            assertThat(journal.entries()).isEqualTo(entries.subList(2, 5));
            now(journal.append(change(5), NOW));
        }
        try (Journal journal = open()) {
            assertThat(journal.entries())
                    .extracting(Entry::change)
                    .isEqualTo(List.of(change(2), change(3), change(4), change(5)));
        }
    }

    @Test
    void nothingIsLeftOfWhatIsDone() throws IOException {
        try (Journal journal = open()) {
            Entry first = now(journal.append(change(1), NOW));
            Entry second = now(journal.append(change(2), NOW));
            now(journal.done(List.of(first, second)));
            assertThat(journal.bytes()).isZero();
            assertThat(journal.size()).isZero();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void inMemoryIsForAsLongAsItLives() {
        try (Journal journal = Journal.inMemory(1_000, Infrastructure::getDefaultExecutor)) {
            Entry entry = now(journal.append(change(1), NOW));
            assertThat(journal.durable()).isFalse();
            assertThat(journal.bytes()).isPositive();
            assertThatThrownBy(() -> now(journal.append(
                            ChangeBuilder.on(SessionKey.of("ns", "s"))
                                    .state("{\"a\":\"" + "x".repeat(1_000) + "\"}")
                                    .put(),
                            NOW)))
                    .isInstanceOf(JournalFull.class);
            now(journal.deadLetter(entry, "because", NOW));
            assertThat(journal.bytes()).isZero();
            assertThat(journal.deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void aClosedJournalRefuses() {
        Journal journal = open();
        journal.close();
        assertThatThrownBy(() -> now(journal.append(change(1), NOW))).isInstanceOf(JournalUnwritable.class);
    }
}
