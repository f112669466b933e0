package io.continuo.access.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/** A process of its own that writes an audit log, and can be killed, or find its disk full. */
final class AuditChild {

    static final String REPLICA = "child";

    private AuditChild() {}

    /** Starts one; with a bound no file that it writes gets larger than that, until it takes the bound back. */
    static Process start(long maxFileKilobytes, Path directory, String task) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String bound = maxFileKilobytes == 0 ? "" : "ulimit -S -f " + maxFileKilobytes * 2 + "; ";
        List<String> command = new ArrayList<>(List.of("sh", "-c", bound + "exec \"$@\"", "sh", java));
        command.addAll(List.of("-Xmx256m", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AuditChild.class.getName()));
        command.addAll(List.of(directory.toString(), task));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        Clock clock = Clock.systemUTC();
        AuditFiles files =
                AuditFiles.open(Path.of(arguments[0]), REPLICA, new AuditFiles.Rotation(1 << 26, 1 << 28, null), clock);
        AuditWriter writer = new AuditWriter(files, clock);
        if ("write".equals(arguments[1])) {
            write(writer, clock);
        } else {
            fill(writer, clock);
        }
    }

    /** Without an end. */
    private static void write(AuditWriter writer, Clock clock) {
        for (long i = 0; true; i++) {
            if (writer.waiting() < AuditWriter.MOST_WAITING / 2) {
                writer.submit(AuditEntry.of(clock.instant(), "written").with("number", Long.valueOf(i)));
            }
            if (writer.written() > 1_000 && i % 10_000 == 0) {
                System.out.println(writer.written());
                System.out.flush();
            }
        }
    }

    /** More than the disk and the queue take; then there is room again. */
    private static void fill(AuditWriter writer, Clock clock) throws Exception {
        long submitted = 0;
        while (!writer.failing() || writer.waiting() < AuditWriter.MOST_WAITING) {
            writer.submit(AuditEntry.of(clock.instant(), "written").with("number", Long.valueOf(submitted++)));
        }
        writer.submit(AuditEntry.of(clock.instant(), "written").with("number", Long.valueOf(submitted++)));
        long lost = writer.lost();
        Process prlimit = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        String.valueOf(ProcessHandle.current().pid()),
                        "--fsize=unlimited")
                .inheritIO()
                .start();
        prlimit.waitFor(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> writer.waiting() == 0);
        writer.submit(AuditEntry.of(clock.instant(), "after"));
        writer.close();
        System.out.println((submitted - lost) + " " + lost);
        System.out.flush();
    }
}
