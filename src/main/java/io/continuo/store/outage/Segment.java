package io.continuo.store.outage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.continuo.disk.GrowingFile;

/** One file of a journal: a line that says what it is, then {@link Frames}. One that was there is read only. */
final class Segment implements AutoCloseable {

    private static final String TITLE = "continuo journal ";
    private static final Pattern HEADER = Pattern.compile(TITLE + "([0-9]{1,9}) ([0-9a-f-]{36})\n");
    private static final int FORMAT = 1;
    private static final Pattern NAME = Pattern.compile("([0-9]{10})\\.(?:log|damaged)");

    /** How long the line is. */
    static final int HEADER_BYTES = header(new UUID(0, 0).toString()).length;

    private final GrowingFile file;
    private final String id;
    // Entries in it that are not done.
    private int live;

    private Segment(GrowingFile file, String id) {
        this.file = file;
        this.id = id;
    }

    /** One that was there. */
    static Segment read(Path file, String id, long length) {
        return new Segment(GrowingFile.at(file, length), id);
    }

    /** A new one, which is on the disk when this returns; if it fails there is none. */
    static Segment create(Path directory, long number) throws IOException {
        Path file = directory.resolve(String.format("%010d.log", number));
        String id = UUID.randomUUID().toString();
        return new Segment(GrowingFile.create(file, ByteBuffer.wrap(header(id))), id);
    }

    /** The number in the name of a segment, or of one that was put aside; -1 for another file. */
    static long number(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    /**
     * The id in the first line; null where it is damaged.
     *
     * @throws IllegalStateException with a sentence for the operator if a newer version of the service wrote it
     */
    static @Nullable String id(byte[] file) {
        String line = new String(file, 0, Math.min(file.length, HEADER_BYTES + 9), US_ASCII);
        Matcher header = HEADER.matcher(line);
        if (!header.lookingAt()) {
            return null;
        }
        if (Integer.parseInt(header.group(1)) > FORMAT) {
            throw new IllegalStateException("It was written by a newer version of the service.");
        }
        return header.group(2);
    }

    private static byte[] header(String id) {
        return (TITLE + FORMAT + " " + id + "\n").getBytes(US_ASCII);
    }

    /**
     * Writes at the end; it is on the disk when this returns.
     *
     * @throws GrowingFile.NotTakenBack if it failed and some of it may be there nevertheless, until the next one succeeds
     * @throws IOException if it failed and nothing of it is there
     */
    void append(ByteBuffer bytes) throws IOException {
        file.append(bytes);
    }

    /** Binds what is sealed to its segment. */
    String id() {
        return id;
    }

    Path file() {
        return file.path();
    }

    long length() {
        return file.length();
    }

    int live() {
        return live;
    }

    void live(int change) {
        live += change;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
