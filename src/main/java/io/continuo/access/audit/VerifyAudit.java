package io.continuo.access.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command {@code verify-audit <path> [<seq>:<hash> ...]}: looks through the chain of a directory of a replica, of each replica
 * in a directory, or of a file with lines of the log. A line of that number must have that hash, where one is given.
 */
public final class VerifyAudit {

    public static final String COMMAND = "verify-audit";

    private static final Pattern ANCHOR = Pattern.compile("[1-9][0-9]{0,17}:[0-9a-f]{64}");
    private static final String USAGE = "Write " + COMMAND
            + " and a directory of the audit log, and behind it <seq>:<hash> of lines that must be there.";

    private VerifyAudit() {}

    /** Says what it found; 0 where the chain is whole, else 1. */
    public static int run(List<String> arguments, PrintStream out) {
        if (arguments.isEmpty()
                || !arguments.stream()
                        .skip(1)
                        .allMatch(anchor -> ANCHOR.matcher(anchor).matches())) {
            out.println(USAGE);
            return 1;
        }
        Path path = Path.of(arguments.get(0));
        try {
            return verify(path, arguments.subList(1, arguments.size()), out);
        } catch (IOException unreadable) {
            out.println(path + " cannot be read: " + unreadable);
            return 1;
        }
    }

    private static int verify(Path path, List<String> anchors, PrintStream out) throws IOException {
        List<Path> places = places(path);
        if (places.isEmpty()) {
            out.println("There is no audit log in " + path + ".");
            return 1;
        }
        List<String> missing = new ArrayList<>(anchors);
        int code = 0;
        for (Path place : places) {
            try {
                Verification chain = Verification.of(place, anchors);
                chain.notes().forEach(out::println);
                missing.removeAll(chain.found());
                out.println(chain);
            } catch (Verification.Broken broken) {
                out.println(broken.getMessage());
                code = 1;
            } catch (IllegalArgumentException | IllegalStateException forged) {
                out.println("broken: " + place + ": the first line of a file says what no service writes");
                code = 1;
            }
        }
        for (String anchor : missing) {
            out.println("not there: no line has the number and the hash " + anchor);
            code = 1;
        }
        return code;
    }

    private static List<Path> places(Path path) throws IOException {
        if (Files.isRegularFile(path) || !StoredFile.in(path).isEmpty()) {
            return List.of(path);
        }
        List<Path> replicas;
        try (Stream<Path> all = Files.list(path)) {
            replicas = all.filter(Files::isDirectory).sorted().toList();
        }
        List<Path> places = new ArrayList<>();
        for (Path replica : replicas) {
            if (!StoredFile.in(replica).isEmpty()) {
                places.add(replica);
            }
        }
        return places;
    }
}
