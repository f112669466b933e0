package io.continuo.store.outage;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a journal writes to: its own log, those it has adopted until they are empty, and its dead letters. */
final class Logs implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Logs.class);

    private final Log own;
    private final Set<Log> adopted;
    private final Set<Entry> found;
    private final DeadLetters deadLetters;
    private final long maxBytes;
    private boolean refusing;

    /**
     * Logs that are open.
     *
     * @param found the entries that are in them
     * @param maxBytes how large the own one may get
     */
    Logs(Log own, Collection<Log> adopted, Collection<Entry> found, DeadLetters deadLetters, long maxBytes) {
        this.own = own;
        this.adopted = new CopyOnWriteArraySet<>(adopted);
        this.found = new LinkedHashSet<>(found);
        this.deadLetters = deadLetters;
        this.maxBytes = maxBytes;
    }

    Log own() {
        return own;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    long maxBytes() {
        return maxBytes;
    }

    long bytes() {
        return own.bytes() + adopted.stream().mapToLong(Log::bytes).sum();
    }

    int size() {
        return own.size() + adopted.stream().mapToInt(Log::size).sum();
    }

    /** The entries that were found at the start and are not done. */
    List<Entry> found() {
        synchronized (found) {
            return List.copyOf(found);
        }
    }

    void done(Collection<Entry> entries) {
        synchronized (found) {
            entries.forEach(found::remove);
        }
        entries.forEach(entry -> entry.log().done(List.of(entry.id())));
    }

    /** Those that have something to bring to the disk. */
    Set<Log> due() {
        Set<Log> due = new LinkedHashSet<>(adopted);
        due.add(own);
        due.removeIf(log -> !log.isDue());
        return due;
    }

    /** Says once that the disk refuses, and once that it no longer does. */
    void report(@Nullable IOException failure) {
        if (failure != null && !refusing) {
            LOG.warn("The journal cannot be written; changes are refused until it can.", failure);
        } else if (failure == null && refusing) {
            LOG.warn("The journal can be written again.");
        }
        refusing = failure != null;
    }

    /** Gives up adopted ones in which nothing is left. */
    void leaveEmpty() {
        List<Log> empty =
                adopted.stream().filter(log -> log.size() == 0 && !log.isDue()).toList();
        adopted.removeAll(empty);
        empty.forEach(Log::close);
    }

    @Override
    public void close() {
        adopted.forEach(Log::close);
        own.close();
    }
}
