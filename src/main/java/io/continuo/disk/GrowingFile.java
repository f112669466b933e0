package io.continuo.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/** A file to whose end pieces are written, each whole or not at all. For one thread. */
public final class GrowingFile implements AutoCloseable {

    /** What was written in vain could not be taken back. */
    public static final class NotTakenBack extends IOException {

        private static final long serialVersionUID = 1L;

        NotTakenBack(IOException cause) {
            super("what was written could not be taken back", cause);
        }
    }

    private final Path path;
    private @Nullable FileChannel channel;
    private long length;
    private boolean cutIsDue;

    private GrowingFile(Path path, @Nullable FileChannel channel, long length) {
        this.path = path;
        this.channel = channel;
        this.length = length;
    }

    /** One that is there and is so long. */
    public static GrowingFile at(Path path, long length) {
        return new GrowingFile(path, null, length);
    }

    /** A new one that begins with these bytes, which is on the disk when this returns; if it fails there is none. */
    public static GrowingFile create(Path path, ByteBuffer beginning) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        GrowingFile file = new GrowingFile(path, channel, 0);
        try {
            file.append(beginning);
            Disk.sync(path.resolveSibling("."));
            return file;
        } catch (IOException failure) {
            file.close();
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    /**
     * Writes at the end; it is on the disk when this returns.
     *
     * @throws NotTakenBack if it failed and some of it may be there nevertheless, until the next one succeeds
     * @throws IOException if it failed and nothing of it is there
     */
    public void append(ByteBuffer bytes) throws IOException {
        settle();
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

    /**
     * Takes back what an append left that failed.
     *
     * @throws IOException if it is still there
     */
    public void settle() throws IOException {
        if (cutIsDue) {
            cut();
        }
    }

    private void takeBack(IOException cause) throws NotTakenBack {
        try {
            cut();
        } catch (IOException stays) {
            cause.addSuppressed(stays);
            throw new NotTakenBack(cause);
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
            open = FileChannel.open(path, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    public Path path() {
        return path;
    }

    public long length() {
        return length;
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
