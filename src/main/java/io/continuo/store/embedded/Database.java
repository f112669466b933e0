package io.continuo.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** The file, or the memory, that the tables lie in. */
final class Database implements AutoCloseable {

    private static final int FORMAT = 1;
    private static final byte[] FORMAT_KEY = Keys.of("format");

    // An append replaces a leaf and its ancestors in several tables: with small pages it writes less.
    private static final int PAGE_BYTES = 4096;

    // Every commit is on the disk before the next begins, so a crash leaves the last or the one before it. What neither
    // of
    // them needs, nor a read that runs, may be overwritten at once, however young it is.
    private static final int RETENTION_MILLIS = 0;
    private static final int VERSIONS_KEPT = 2;

    private static final long CLOSING_NANOS = 1_000_000_000L;

    private final MVStore store;
    private final Tables tables;
    private final @Nullable Compaction compaction;

    private Database(MVStore store, boolean inFile) {
        this.store = store;
        tables = Tables.in(store);
        compaction = inFile ? new Compaction(store) : null;
    }

    /**
     * Opens what is there or begins anew.
     *
     * @throws IllegalStateException with a sentence for the operator if the directory cannot be used
     */
    static Database open(EmbeddedSettings settings) {
        // Commits come between changes only, never in the middle of one: neither from a thread of MVStore's own nor
        // when
        // many changes have piled up.
        MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled().autoCommitBufferSize(0);
        Path directory = settings.directory();
        if (directory == null) {
            return new Database(builder.open(), false);
        }
        Path file = directory.resolve("continuo.mv");
        try {
            Files.createDirectories(directory);
            MVStore store = builder.fileName(file.toString())
                    .cacheSize(settings.cacheMegabytes())
                    .pageSplitSize(PAGE_BYTES)
                    .open();
            store.setVersionsToKeep(VERSIONS_KEPT);
            store.setRetentionTime(RETENTION_MILLIS);
            return checked(new Database(store, true), directory);
        } catch (IOException e) {
            throw new IllegalStateException("The data directory " + directory + " cannot be created.", e);
        } catch (MVStoreException e) {
            throw new IllegalStateException(sentence(e, directory), e);
        }
    }

    private static String sentence(MVStoreException e, Path directory) {
        return e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
                ? "The data directory " + directory + " is in use by another process."
                : "The data in the directory " + directory + " cannot be opened.";
    }

    private static Database checked(Database database, Path directory) {
        byte[] format = database.tables.about().get(FORMAT_KEY);
        if (format == null) {
            database.tables
                    .about()
                    .put(FORMAT_KEY, new Fields.Out().number(FORMAT).toBytes());
            database.commit();
        } else if (new Fields.In(format).number() != FORMAT) {
            database.abandon();
            throw new IllegalStateException(
                    "The data in the directory " + directory + " was written by another version of the service.");
        }
        return database;
    }

    Tables tables() {
        return tables;
    }

    /** Brings all changes so far to the disk. In memory there is nothing to do. */
    void commit() {
        if (compaction != null) {
            store.commit();
            store.sync();
        }
    }

    /** See {@link Compaction#aside()}. */
    boolean compactAside() {
        return compaction != null && compaction.aside();
    }

    /** See {@link Compaction#begin()}. */
    boolean beginCompaction() {
        return compaction != null && compaction.begin();
    }

    /** See {@link Compaction#step()}; what it wrote is on the disk. */
    boolean compactionStep() {
        boolean more = compaction != null && compaction.step();
        commit();
        return more;
    }

    /** Runs a read during which no page that it may see is overwritten. */
    <T> T reading(java.util.function.Supplier<T> read) {
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            return read.get();
        } finally {
            store.deregisterVersionUsage(version);
        }
    }

    /** Bytes of the file; null in memory. */
    @Nullable
    Long fileBytes() {
        return compaction != null ? (Long) store.getFileStore().size() : null;
    }

    /** Closes without writing anything more. */
    void abandon() {
        store.closeImmediately();
    }

    @Override
    public void close() {
        try {
            commit();
            long end = System.nanoTime() + CLOSING_NANOS;
            boolean more = beginCompaction();
            while (more && System.nanoTime() < end) {
                more = compactionStep();
            }
            store.close();
        } catch (MVStoreException e) {
            abandon();
            throw new UncheckedIOException(new IOException("the data could not be written", e));
        }
    }
}
