package io.continuo.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.model.LoadSession;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;

/** How large the file gets, and that nothing is lost when what it holds is moved. */
class EmbeddedCompactionTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int APPENDS = 40_000;
    private static final int ROUNDS = 4;
    /** An append written without any compaction takes more than 8 kB. */
    private static final int MOST_PER_BYTE = 6;

    @TempDir
    private Path directory;

    private final int[] acknowledged = new int[Appender.SESSIONS];

    @Test
    void theFileStaysInBoundsWhileChangesComeAndShrinksAfterwards() throws IOException {
        long live = (long) APPENDS * Appender.MESSAGE_BYTES;
        AtomicLong largest = new AtomicLong();
        AtomicInteger answers = new AtomicInteger();
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(Appender.settings(directory))) {
            Appender.append(store, APPENDS, new Random().nextLong(), number -> {
                synchronized (acknowledged) {
                    acknowledged[number]++;
                }
                if (answers.incrementAndGet() % 100 == 0) {
                    largest.accumulateAndGet(size(), Math::max);
                }
            });
            assertThat(largest.get()).isGreaterThan(live).isLessThan(MOST_PER_BYTE * live);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(size()).isLessThan(5 * live / 2));
            assertNothingIsLost(store, 0);
        }
        assertThat(size()).isLessThan(5 * live / 2);
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(Appender.settings(directory))) {
            assertNothingIsLost(store, 0);
        }
    }

    @Test
    void aKillWhileTheFileIsCompactedLosesNothing() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            boolean whileBusy = round % 2 == 1;
            Process process = Appender.start(directory, 25_000, random.nextLong());
            try (BufferedReader output = Appender.output(process)) {
                int lines = 0;
                int last = whileBusy ? 15_000 + random.nextInt(5_000) : Integer.MAX_VALUE;
                String line = output.readLine();
                while (line != null && lines < last && !line.equals("done;")) {
                    note(line);
                    lines++;
                    line = output.readLine();
                }
                if (!whileBusy) {
                    assertThat(line).isEqualTo("done;");
                    long full = size();
                    await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> size() < full);
                }
                // By its handle: the process itself would close the output, of which there may be more to read.
                process.toHandle().destroyForcibly();
                while (line != null) {
                    note(line);
                    line = output.readLine();
                }
            }
            process.waitFor();
            try (EmbeddedSessionStore store = new EmbeddedSessionStore(Appender.settings(directory))) {
                assertNothingIsLost(store, seed);
            }
        }
    }

    /** Counts an answer; the last one may have been cut off. */
    private void note(String line) {
        if (line.endsWith(";") && !line.equals("done;")) {
            acknowledged[Integer.parseInt(line.substring(0, line.length() - 1))]++;
        }
    }

    private void assertNothingIsLost(EmbeddedSessionStore store, long seed) {
        for (int i = 0; i < Appender.SESSIONS; i++) {
            SessionKey key = Appender.session(i);
            Instant now = Instant.now();
            boolean exists = store.read(new SessionExists(key), now).await().atMost(PATIENCE);
            if (!exists) {
                assertThat(acknowledged[i]).as("seed %d, session %d", seed, i).isZero();
                continue;
            }
            var session = store.read(new LoadSession(key, 1_000_000, null), now)
                    .await()
                    .atMost(PATIENCE);
            assertThat(session.totalMessages())
                    .as("seed %d, session %d", seed, i)
                    .isGreaterThanOrEqualTo(acknowledged[i]);
            assertThat(session.history()).hasSize((int) session.totalMessages());
            assertThat(session.unreadableMessages()).isEmpty();
        }
    }

    private long size() {
        try {
            return Files.size(directory.resolve("continuo.mv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
