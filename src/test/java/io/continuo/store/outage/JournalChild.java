package io.continuo.store.outage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that uses a journal and tells on its standard output, a line each, what was acknowledged. */
final class JournalChild {

    static final int SESSIONS = 4;
    static final String INSTANCE = "child";
    /** Ends each line, so that one that was cut off is known. */
    static final String END = ";";

    private static final String LARGE = "x".repeat(10_000);

    private JournalChild() {}

    /** Starts one; with a bound no file that it writes gets larger than that. */
    static Process start(long maxFileKilobytes, Path directory, String... task) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("sh", "-c"));
        String bound = maxFileKilobytes == 0 ? "" : "ulimit -f " + maxFileKilobytes * 2 + "; ";
        command.add(bound + "exec \"$@\"");
        command.addAll(List.of("sh", java, "-Xmx256m", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JournalChild.class.getName()));
        command.add(directory.toString());
        command.addAll(List.of(task));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) throws InterruptedException {
        Journal journal = Journals.open(Path.of(arguments[0]), INSTANCE);
        // By one thread first: Mutiny's context propagation does not stand being begun by several.
        Journals.now(journal.done(List.of()));
        switch (arguments[1]) {
            case "append" -> append(journal, arguments[2]);
            case "fill" -> fill(journal);
            default -> free(journal);
        }
        Runtime.getRuntime().halt(0);
    }

    /** Without an end: each session's messages are {@code <round>-0}, {@code <round>-1} and so on. */
    private static void append(Journal journal, String round) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            String session = "s" + i;
            Thread thread = new Thread(() -> {
                for (int n = 0; true; n++) {
                    Journals.append(journal, Journals.change(session, round + "-" + n));
                    say(session + " " + n);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Large ones until the disk refuses, the same once more, a small one, and the first of them done. */
    private static void fill(Journal journal) {
        Entry first = Journals.append(journal, Journals.change("s", LARGE));
        int appended = 1 + fillUp(journal);
        fillUp(journal);
        Journals.append(journal, Journals.change("s", "small"));
        Journals.now(journal.done(List.of(first)));
        say(Integer.toString(appended));
    }

    /** Large ones until the disk refuses; once all are done there is room again. */
    private static void free(Journal journal) {
        List<Entry> entries = new ArrayList<>();
        try {
            while (true) {
                entries.add(Journals.append(journal, Journals.change("s", LARGE)));
            }
        } catch (JournalUnwritable refused) {
            say(refused.getClass().getSimpleName());
        }
        Journals.now(journal.done(entries));
        Journals.append(journal, Journals.change("s", "again"));
        say(Integer.toString(entries.size()));
    }

    private static int fillUp(Journal journal) {
        int appended = 0;
        try {
            while (true) {
                Journals.append(journal, Journals.change("s", LARGE));
                appended++;
            }
        } catch (JournalUnwritable refused) {
            say(refused.getClass().getSimpleName());
        }
        return appended;
    }

    private static synchronized void say(String line) {
        System.out.println(line + END);
        System.out.flush();
    }
}
