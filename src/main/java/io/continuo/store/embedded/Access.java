package io.continuo.store.embedded;

import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.StoreHealth;

/**
 * The engine for one change or many reads at a time, so that a read never sees half a change. After a failure of the disk the
 * engine is opened anew, from the last whole commit.
 */
final class Access implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final EmbeddedSettings settings;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final StoreHealth serving;
    private volatile @Nullable Engine engine;
    private volatile StoreHealth health;
    private long failedAt;

    Access(EmbeddedSettings settings) {
        this.settings = settings;
        engine = Engine.open(settings);
        serving = new StoreHealth(
                true,
                settings.directory() == null
                        ? "The embedded store keeps sessions in memory."
                        : "The embedded store keeps sessions in " + settings.directory() + ".");
        health = serving;
    }

    StoreHealth health() {
        return health;
    }

    /** Called by the writer's thread only. */
    void change(Consumer<Engine> change) {
        Engine open = openAgain();
        lock.writeLock().lock();
        try {
            change.accept(open);
        } finally {
            lock.writeLock().unlock();
        }
    }

    <R> R read(Function<Reads, R> read) {
        lock.readLock().lock();
        try {
            Engine open = engine;
            if (open == null) {
                throw unavailable(null);
            }
            return open.database().reading(() -> read.apply(open.reads()));
        } catch (ContinuoException refused) {
            throw refused;
        } catch (MVStoreException broken) {
            throw unavailable(broken);
        } catch (RuntimeException damaged) {
            report(damaged);
            throw new StoredValueUnreadable("of the session");
        } finally {
            lock.readLock().unlock();
        }
    }

    void commit() {
        Engine open = engine;
        if (open != null) {
            open.database().commit();
        }
    }

    /** Called by the writer's thread between changes, as are the two that follow. Whether there is something to commit. */
    boolean compactAside() {
        Engine open = engine;
        return open != null && open.database().compactAside();
    }

    boolean beginCompaction() {
        Engine open = engine;
        return open != null && open.database().beginCompaction();
    }

    boolean compactionStep() {
        Engine open = engine;
        return open != null && open.database().compactionStep();
    }

    /** Called by the writer's thread only. */
    void fail(RuntimeException cause) {
        lock.writeLock().lock();
        try {
            Engine open = engine;
            engine = null;
            failedAt = System.nanoTime();
            health = new StoreHealth(
                    false, "The embedded store could not write its file; it is tried again every second.");
            LOG.warn("The embedded store could not write its file. Changes and reads are refused until it can.", cause);
            if (open != null) {
                open.database().abandon();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Engine openAgain() {
        Engine open = engine;
        if (open != null) {
            return open;
        }
        if (System.nanoTime() - failedAt < RETRY.toNanos()) {
            throw unavailable(null);
        }
        try {
            open = Engine.open(settings);
        } catch (RuntimeException still) {
            failedAt = System.nanoTime();
            throw unavailable(still);
        }
        engine = open;
        health = serving;
        LOG.warnf("The embedded store serves again, from its last whole commit.");
        return open;
    }

    void report(RuntimeException damaged) {
        LOG.error("A stored value could not be understood.", damaged);
    }

    void report(Error severe) {
        LOG.error("A change was given up.", severe);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            Engine open = engine;
            engine = null;
            health = new StoreHealth(false, "The embedded store is closed.");
            if (open != null) {
                open.database().close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    static StoreUnavailable unavailable(@Nullable Throwable cause) {
        return new StoreUnavailable("The embedded store cannot use its file at the moment.", RETRY, cause);
    }

    static StoreUnavailable busy() {
        return new StoreUnavailable("The embedded store has more to do than it can take.", RETRY, null);
    }

    static StoreUnavailable closed() {
        return new StoreUnavailable("The embedded store is closed.", RETRY, null);
    }
}
