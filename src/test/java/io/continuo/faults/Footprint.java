package io.continuo.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a stage's replicas hold, all together.
 *
 * @param connections to Redis, counted there
 * @param handles open file descriptors
 * @param threads of the processes
 * @param heap bytes in use after a collection
 */
record Footprint(long connections, long handles, long threads, long heap) {

    private static final Pattern USED = Pattern.compile("generation.*used (\\d+)K");

    static Footprint of(Stage stage) {
        // The heap first: what a collection frees may close files.
        long heap = stage.replicas().stream().mapToLong(Footprint::heap).sum();
        return new Footprint(stage.connections(), count(stage, "fd"), count(stage, "task"), heap);
    }

    /** How much more this is than before. */
    Footprint minus(Footprint before) {
        return new Footprint(
                connections - before.connections,
                handles - before.handles,
                threads - before.threads,
                heap - before.heap);
    }

    private static long count(Stage stage, String what) {
        return stage.replicas().stream()
                .mapToLong(replica -> entries(Path.of("/proc", Long.toString(replica.pid()), what)))
                .sum();
    }

    private static long entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap(Replica replica) {
        jcmd(replica, "GC.run");
        return USED.matcher(jcmd(replica, "GC.heap_info"))
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    private static String jcmd(Replica replica, String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(replica.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
