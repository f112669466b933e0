package io.continuo.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Appended;
import io.continuo.model.LoadSession;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;

/** A process of its own that uses a directory and tells on its standard output, a line each, what it was answered. */
final class Child {

    static final int SESSIONS = 4;
    /** Ends each line, so that one that was cut off is known. */
    static final String END = ";";

    private static final SessionPolicy POLICY = Fixtures.historyLimit(1_000_000);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Child() {}

    static SessionKey session(int number) {
        return SessionKey.of("child", "s" + number);
    }

    /** Starts one; with a bound no file that it writes gets larger than that. */
    static Process start(String task, Path directory, long maxFileKilobytes) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("sh", "-c"));
        String bound = maxFileKilobytes == 0 ? "" : "ulimit -f " + maxFileKilobytes * 2 + "; ";
        command.add(bound + "exec \"$@\"");
        command.addAll(List.of("sh", java, "-Xmx256m", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(List.of(task, directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "open" -> open(directory);
            case "append" -> append(directory);
            default -> fill(directory);
        }
    }

    private static void open(Path directory) {
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(EmbeddedSettings.inFile(directory))) {
            say(store.health().detail());
        } catch (IllegalStateException refused) {
            say(String.valueOf(refused.getMessage()));
        }
    }

    private static void append(Path directory) throws InterruptedException {
        EmbeddedSessionStore store = new EmbeddedSessionStore(EmbeddedSettings.inFile(directory));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                while (true) {
                    Appended appended = append(store, number, "x");
                    say(number + " " + appended.version());
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void fill(Path directory) {
        EmbeddedSessionStore store = new EmbeddedSessionStore(EmbeddedSettings.inFile(directory));
        String large = "x".repeat(50_000);
        try {
            while (true) {
                say("0 " + append(store, 0, large).version());
            }
        } catch (RuntimeException failure) {
            say(failure.getClass().getSimpleName());
        }
        try {
            store.read(new LoadSession(session(0), null, null), Instant.now())
                    .await()
                    .atMost(PATIENCE);
            say("read");
        } catch (RuntimeException failure) {
            say(failure.getClass().getSimpleName());
        }
        say("available " + store.health().available());
        Runtime.getRuntime().halt(0);
    }

    /** Two messages and a member of the state, all of one step. */
    private static Appended append(EmbeddedSessionStore store, int number, String content) {
        Instant now = Instant.now();
        JsonText step = JsonText.ofString(content + System.nanoTime());
        JsonText state =
                new JsonWriter().beginObject().member("step", step).endObject().toJsonText();
        return store.apply(
                        ChangeBuilder.on(session(number))
                                .policy(POLICY)
                                .state(state)
                                .append(Fixtures.message("first", now), Fixtures.message(step.asString(), now)),
                        now)
                .await()
                .atMost(PATIENCE);
    }

    private static synchronized void say(String line) {
        System.out.println(line + END);
        System.out.flush();
    }
}
