package io.continuo.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A directory that one process at a time uses: the one that holds the lock on the file {@code lock} in it. */
public final class Claim {

    private static final String LOCK = "lock";

    private static final Logger LOG = Logger.getLogger(Claim.class);
    private static final int TRIES = 100;
    private static final int MOST_NAMES = 1_000;

    // A process that closes any channel of a file loses its locks on it, so a second one is never opened.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private Claim(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Whether it is a directory that somebody has claimed once. */
    public static boolean wasMadeOn(Path directory) {
        return Files.exists(directory.resolve(LOCK));
    }

    /**
     * Claims the directory of this name, {@code <name>~2} where somebody else has it, and so on.
     *
     * @throws IOException where none of them can be had
     */
    public static Claim below(Path directory, String name) throws IOException {
        for (int i = 1; i <= MOST_NAMES; i++) {
            Claim claim = on(directory.resolve(i == 1 ? name : name + "~" + i));
            if (claim != null) {
                return claim;
            }
        }
        throw new IOException("every directory of the name " + name + " is in use");
    }

    /** Claims the directory, which is made where it is not there; null where somebody else has it. */
    public static @Nullable Claim on(Path directory) throws IOException {
        Path name = directory.toAbsolutePath().normalize();
        if (!HELD.add(name)) {
            return null;
        }
        Claim claim = null;
        try {
            claim = locked(name);
            return claim;
        } finally {
            if (claim == null) {
                HELD.remove(name);
            }
        }
    }

    private static @Nullable Claim locked(Path directory) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try {
                Files.createDirectories(directory);
                Path file = lockFile(directory);
                Object before = identity(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    return null;
                }
                // Who had it before may have removed it in the meantime, and the lock be that of a file without a name.
                if (Objects.equals(before, identity(file))) {
                    Disk.sync(directory);
                    Disk.sync(directory.resolve(".."));
                    return new Claim(directory, channel);
                }
                channel.close();
            } catch (NoSuchFileException removedMeanwhile) {
                LOG.debugf("%s was given up at this moment.", directory);
            }
        }
        throw new IOException("the directory " + directory + " comes and goes");
    }

    private static Path lockFile(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException asMostTimes) {
            return file;
        }
        return file;
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    public Path directory() {
        return directory;
    }

    /** Gives the directory up, and removes it where nothing is left in it. */
    public void release() {
        try {
            if (isEmpty()) {
                Files.delete(directory.resolve(LOCK));
                Files.delete(directory);
            }
        } catch (DirectoryNotEmptyException taken) {
            // Another one begins here already.
            LOG.debugf("%s is in use again.", directory);
        } catch (IOException failure) {
            LOG.warnf(failure, "The directory %s could not be removed.", directory);
        }
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.warnf(failure, "The lock of the directory %s could not be given up.", directory);
        }
        HELD.remove(directory);
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.allMatch(file -> file.endsWith(LOCK));
        }
    }
}
