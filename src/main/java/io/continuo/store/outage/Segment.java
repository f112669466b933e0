package io.continuo.store.outage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** One file of a journal: a line that says what it is, then {@link Frames}. One that was there is read only. */
final class Segment implements AutoCloseable {

    private static final String TITLE = "continuo journal ";
    private static final Pattern HEADER = Pattern.compile(TITLE + "([0-9]{1,9}) ([0-9a-f-]{36})\n");
    private static final int FORMAT = 1;
    private static final Pattern NAME = Pattern.compile("([0-9]{10})\\.(?:log|damaged)");

    /** How long the line is. */
    static final int HEADER_BYTES = header(new UUID(0, 0).toString()).length;

    private final Path file;
    private final String id;
    private @Nullable FileChannel channel;
    private long length;
    private boolean cutIsDue;
    // Entries in it that are not done.
    private int live;

    private Segment(Path file, String id, @Nullable FileChannel channel, long length) {
        this.file = file;
        this.id = id;
        this.channel = channel;
        this.length = length;
    }

    /** One that was there. */
    static Segment read(Path file, String id, long length) {
        return new Segment(file, id, null, length);
    }

    /** A new one, which is on the disk when this returns; if it fails there is none. */
    static Segment create(Path directory, long number) throws IOException {
        Path file = directory.resolve(String.format("%010d.log", number));
        String id = UUID.randomUUID().toString();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Segment segment = new Segment(file, id, channel, 0);
        try {
            segment.append(ByteBuffer.wrap(header(id)));
            Disk.sync(directory);
            return segment;
        } catch (IOException failure) {
            segment.close();
            Files.deleteIfExists(file);
            throw failure;
        }
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
     * @throws Log.NotTakenBack if it failed and some of it may be there nevertheless, until the next one succeeds
     * @throws IOException if it failed and nothing of it is there
     */
    void append(ByteBuffer bytes) throws IOException {
        if (cutIsDue) {
            cut();
        }
        FileChannel open = open();
        int size = bytes.remaining();
        try {
            for (long at = length; bytes.hasRemaining(); ) {
                at += open.write(bytes, at);
            }
            open.force(false);
        } catch (IOException failure) {
            cutIsDue = true;
            takeBack(failure);
            throw failure;
        }
        length += size;
    }

    private void takeBack(IOException cause) throws Log.NotTakenBack {
        try {
            cut();
        } catch (IOException stays) {
            cause.addSuppressed(stays);
            throw new Log.NotTakenBack(cause);
        }
    }

    private void cut() throws IOException {
        FileChannel open = open();
        open.truncate(length);
        open.force(true);
        cutIsDue = false;
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(file, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    /** Binds what is sealed to its segment. */
    String id() {
        return id;
    }

    Path file() {
        return file;
    }

    long length() {
        return length;
    }

    int live() {
        return live;
    }

    void live(int change) {
        live += change;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
