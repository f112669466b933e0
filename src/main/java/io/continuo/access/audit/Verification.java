package io.continuo.access.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Goes through the lines of one chain and holds each to the one before. What is at the end of a file and is no line must be noted,
 * with its hash, by the line that begins the file behind it; behind the last file it is what is being written, or what a crash left.
 */
final class Verification {

    /** Where a chain is not whole; the message names the file and the line. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1L;

        private Broken(Path file, long line, String why) {
            super("broken: " + file + ", line " + line + ": " + why);
        }
    }

    private final Path place;
    private final Set<String> anchors;
    private final Set<String> found = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, StoredFile.Rest> rests = new HashMap<>();
    private final Map<String, Long> restsBegin = new HashMap<>();
    private final Map<String, StoredFile.Rest> noted = new HashMap<>();
    private @Nullable Chain chain;
    private long firstSeq;
    private long keptFrom;
    private long lines;

    private Verification(Path place, List<String> anchors) {
        this.place = place;
        this.anchors = new HashSet<>(anchors);
    }

    /**
     * Verifies the files of a directory, or the lines of one file.
     *
     * @param anchors of which it is told whether they are there, each {@code <seq>:<hash>}
     * @throws Broken where something was changed, removed, added or put elsewhere
     */
    static Verification of(Path place, List<String> anchors) throws IOException, Broken {
        Verification verification = new Verification(place, anchors);
        List<StoredFile> files = Files.isDirectory(place) ? StoredFile.in(place) : List.of(new StoredFile(place, 1));
        for (StoredFile file : files) {
            verification.file(file);
        }
        verification.ends(files);
        return verification;
    }

    /** Those that are there. */
    Set<String> found() {
        return Collections.unmodifiableSet(found);
    }

    /** What is not broken and yet worth a look. */
    List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    private void file(StoredFile file) throws IOException, Broken {
        StoredFile.Ending ending = new StoredFile.Ending(file.name());
        List<Broken> broken = new ArrayList<>(1);
        file.read((number, text, line) -> {
            if (broken.isEmpty()) {
                try {
                    line(file, number, line, ending);
                } catch (Broken here) {
                    broken.add(here);
                }
                ending.line(number, text, line);
            }
        });
        if (!broken.isEmpty()) {
            throw broken.get(0);
        }
        StoredFile.Rest rest = ending.rest();
        if (rest != null) {
            rests.put(file.name(), rest);
            restsBegin.put(file.name(), ending.firstBad());
        }
    }

    private void line(StoredFile file, long number, @Nullable StoredLine line, StoredFile.Ending before) throws Broken {
        if (line == null) {
            return;
        }
        if (before.firstBad() > 0) {
            throw new Broken(file.path(), before.firstBad(), "this is no line of an audit log");
        }
        boolean begins = before.last() == null || beginsAnew(file, line);
        if (begins) {
            begin(file, number, line);
        }
        Chain expected = chain == null ? Chain.BEGINNING : chain;
        if (!line.follows(expected)) {
            throw new Broken(
                    file.path(),
                    number,
                    line.seq() == expected.seq() + 1
                            ? "it, or the line before it, is not as it was written"
                            : "it has the number " + line.seq() + " where " + (expected.seq() + 1) + " is due");
        }
        if (begins) {
            notesOf(line);
        }
        chain = line.chain();
        lines++;
        if (anchors.contains(line.chain().toString())) {
            found.add(line.chain().toString());
        }
    }

    /** The first line of a file says what was before. */
    private void begin(StoredFile file, long number, StoredLine line) throws Broken {
        String previous = line.text("previous", "");
        if (previous.isEmpty()) {
            throw new Broken(file.path(), number, "it does not say which line was before");
        }
        if (beginsAnew(file, line) && chain != null) {
            notes.add("note: " + file.path() + ", line " + number + ": a start began a new chain, as it does in a log; "
                    + chain.seq() + " lines were before it");
            chain = null;
        }
        if (chain == null) {
            chain = new Chain(line.seq() - 1, previous);
            firstSeq = line.seq();
        }
    }

    /** Lines in the log are chained from start to start; files of the audit log go on where the last start ended. */
    private boolean beginsAnew(StoredFile file, StoredLine line) {
        return file.path().equals(place)
                && line.seq() == 1
                && line.text("previous", "").equals(Chain.BEGINNING.hash());
    }

    private void notesOf(StoredLine line) {
        JsonText from = line.member("kept_from");
        keptFrom = from == null ? 1 : Long.parseLong(from.text());
        JsonText rest = line.member("rest");
        for (JsonText one : rest == null ? List.<JsonText>of() : rest.elements()) {
            StoredFile.Rest left = StoredFile.Rest.of(one);
            noted.put(left.file(), left);
        }
    }

    private void ends(List<StoredFile> files) throws Broken {
        StoredFile newest = files.get(files.size() - 1);
        if (chain == null) {
            throw new Broken(newest.path(), 1, "there is no line of an audit log in it");
        }
        if (firstSeq > keptFrom) {
            throw new Broken(
                    files.get(0).path(), 1, "lines " + keptFrom + " to " + (firstSeq - 1) + " are missing before it");
        }
        for (StoredFile file : files) {
            end(file, file.equals(newest));
        }
    }

    private void end(StoredFile file, boolean newest) throws Broken {
        StoredFile.Rest rest = rests.get(file.name());
        StoredFile.Rest note = noted.get(file.name());
        if (rest != null && rest.equals(note)) {
            notes.add("note: " + file.path() + " ends with " + rest.bytes()
                    + " bytes that are no line, as they were found at a start");
        } else if (rest != null && newest && !rest.ended()) {
            notes.add("note: " + file.path() + " ends with " + rest.bytes()
                    + " bytes of a line that is being written, or was when the service was killed");
        } else if (rest != null || note != null) {
            throw new Broken(
                    file.path(),
                    restsBegin.getOrDefault(file.name(), 0L),
                    "what is behind its last line is not what was found there at a start");
        }
    }

    @Override
    public String toString() {
        Chain head = chain == null ? Chain.BEGINNING : chain;
        return "ok: " + place + ": " + lines + " lines, " + firstSeq + " to " + head.seq() + ", the last has the hash "
                + head.hash();
    }
}
