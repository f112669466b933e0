package io.continuo.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.StoredMessage;
import io.continuo.store.codec.ValueCodec;

/** Appends to sessions drawn at random, many at a time; as a process of its own it tells each answer and then stays. */
final class Appender {

    static final int SESSIONS = 3_000;
    static final String CONTENT = "What was said in this message, which is about as long as one is. ".repeat(2);
    /** What a message takes in its table: its key and its value. */
    static final int MESSAGE_BYTES =
            40 + StoredMessage.of(Fixtures.message(CONTENT, Instant.EPOCH)).bytes().length;

    private static final int AT_A_TIME = 64;
    private static final SessionPolicy POLICY = Fixtures.historyLimit(1_000_000);

    private Appender() {}

    static EmbeddedSettings settings(Path directory) {
        return new EmbeddedSettings(directory, Duration.ZERO, 2, 1_000, 16, Duration.ofMillis(200), ValueCodec.plain());
    }

    static SessionKey session(int number) {
        return SessionKey.of("compaction", "session-number-" + number);
    }

    /**
     * Returns when all are answered.
     *
     * @param answered given the number of the session of each append that was acknowledged
     */
    static void append(EmbeddedSessionStore store, int appends, long seed, IntConsumer answered) {
        Random random = new Random(seed);
        Semaphore free = new Semaphore(AT_A_TIME);
        AtomicLong failed = new AtomicLong();
        for (int i = 0; i < appends; i++) {
            int number = random.nextInt(SESSIONS);
            Instant now = Instant.now();
            free.acquireUninterruptibly();
            store.apply(ChangeBuilder.on(session(number)).policy(POLICY).append(Fixtures.message(CONTENT, now)), now)
                    .subscribe()
                    .with(
                            answer -> {
                                answered.accept(number);
                                free.release();
                            },
                            failure -> {
                                failed.incrementAndGet();
                                free.release();
                            });
        }
        free.acquireUninterruptibly(AT_A_TIME);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " appends failed");
        }
    }

    static Process start(Path directory, int appends, long seed) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        directory.toString(),
                        Integer.toString(appends),
                        Long.toString(seed)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws IOException {
        ExecutorService answers = Executors.newSingleThreadExecutor();
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(settings(Path.of(arguments[0])), () -> answers)) {
            append(
                    store,
                    Integer.parseInt(arguments[1]),
                    Long.parseLong(arguments[2]),
                    number -> System.out.println(number + ";"));
            System.out.println("done;");
            System.out.flush();
            // Until it is killed, or the one who started it is gone.
            System.in.readAllBytes();
        } finally {
            answers.shutdown();
        }
    }
}
