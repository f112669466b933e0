package io.continuo.store.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoredValueUnreadable;

/**
 * Applies steps one after the other on a thread of its own, and brings them to the disk together: what arrives while a commit
 * is under way, or within a few milliseconds of the last one, shares the next. A step is answered after the commit that
 * holds it, or at once where the settings allow it.
 */
final class Writer implements AutoCloseable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_IN_A_COMMIT = 5_000;

    // Between the steps of a compaction, for changes that come meanwhile.
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    // While changes are being made a compaction may take a seventh of the time, not counting that the commits get
    // larger.
    private static final int CHANGES_TO_COMPACTION = 6;

    private final Access access;
    private final boolean waits;
    private final long commitEvery;
    private final long compactEvery;
    private final BlockingQueue<Task<?>> queue;
    private final Thread thread;
    private volatile boolean closing;

    // Of the thread only.
    private final List<Task<?>> waiting = new ArrayList<>();
    private boolean dirty;
    private boolean compacting;
    // A file that was there may have been left with much to give back.
    private boolean writtenSinceCompaction = true;
    private long lastCommit = System.nanoTime() - TICK;
    private long lastCompaction = System.nanoTime();
    private long nextAside = System.nanoTime();

    Writer(EmbeddedSettings settings, Access access) {
        this.access = access;
        waits = settings.directory() != null && settings.commitEvery().isZero();
        commitEvery = settings.commitEvery().toNanos();
        compactEvery = settings.compactEvery().toNanos();
        queue = new ArrayBlockingQueue<>(settings.queue());
        thread = new Thread(this::run, "continuo-embedded-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param durable whether the answer may have to wait for a commit */
    <R> CompletableFuture<R> submit(Task.Step<R> step, boolean durable) {
        Task<R> task = new Task<>(step, durable && waits);
        if (closing) {
            task.fail(Access.closed());
        } else if (!queue.offer(task)) {
            task.fail(Access.busy());
        } else if (closing && !thread.isAlive() && queue.remove(task)) {
            task.fail(Access.closed());
        }
        return task.answer();
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Task<?> first = queue.poll(compacting ? PAUSE : QUIET, TimeUnit.NANOSECONDS);
                if (first != null) {
                    applyWithThoseThatFollow(first);
                    compactAsideWhenDue();
                } else if (!closing) {
                    compactWhenDue();
                }
            } catch (InterruptedException nobodyInterruptsUs) {
                closing = true;
            } catch (RuntimeException unexpected) {
                fail(unexpected);
            }
        }
    }

    private void applyWithThoseThatFollow(Task<?> first) throws InterruptedException {
        long deadline = waits ? lastCommit + TICK : System.nanoTime() + commitEvery;
        Task<?> task = first;
        int applied = 0;
        while (task != null) {
            apply(task);
            applied++;
            task = applied < MOST_IN_A_COMMIT ? nextBefore(deadline) : null;
        }
        commit();
    }

    /** Looks up now and then, so that a store that is being closed does not wait for a deadline far ahead. */
    private @Nullable Task<?> nextBefore(long deadline) throws InterruptedException {
        while (!closing) {
            long left = deadline - System.nanoTime();
            Task<?> task = queue.poll(Math.max(0, Math.min(left, QUIET)), TimeUnit.NANOSECONDS);
            if (task != null || left <= QUIET) {
                return task;
            }
        }
        return null;
    }

    private void apply(Task<?> task) {
        Edit edit = new Edit();
        try {
            access.change(engine -> {
                try {
                    task.run(engine, edit);
                } catch (RuntimeException | Error failure) {
                    edit.takeBack();
                    throw failure;
                }
            });
            if (task.isDurable()) {
                waiting.add(task);
            } else {
                task.succeed();
            }
        } catch (ContinuoException refused) {
            task.fail(refused);
        } catch (MVStoreException broken) {
            task.fail(Access.unavailable(broken));
            fail(broken);
        } catch (RuntimeException damaged) {
            access.report(damaged);
            task.fail(new StoredValueUnreadable("of the session"));
        } catch (Error severe) {
            // Such as a heap that is full: this thread must live on, or every later change would wait for ever.
            access.report(severe);
            task.fail(new OutcomeUnknown(Duration.ofSeconds(1), severe));
        }
        dirty |= edit.hasWritten();
    }

    private void commit() {
        if (dirty) {
            lastCommit = System.nanoTime();
            try {
                access.commit();
            } catch (RuntimeException broken) {
                fail(broken);
            }
            dirty = false;
            writtenSinceCompaction = true;
        }
        waiting.forEach(Task::succeed);
        waiting.clear();
    }

    /** What was applied and not yet answered may be on the disk or not; nothing more is written until a new start. */
    private void fail(RuntimeException cause) {
        waiting.forEach(task -> task.fail(new OutcomeUnknown(Duration.ofSeconds(1), cause)));
        waiting.clear();
        dirty = false;
        compacting = false;
        access.fail(cause);
    }

    private void compactAsideWhenDue() {
        long start = System.nanoTime();
        if (start - nextAside >= 0) {
            dirty |= access.compactAside();
            long end = System.nanoTime();
            nextAside = end + Math.max(PAUSE, CHANGES_TO_COMPACTION * (end - start));
        }
    }

    private void compactWhenDue() {
        commit();
        if (compacting) {
            compacting = access.compactionStep();
        } else if (writtenSinceCompaction && System.nanoTime() - lastCompaction > compactEvery) {
            compacting = access.beginCompaction();
        } else {
            return;
        }
        lastCompaction = System.nanoTime();
        writtenSinceCompaction = false;
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = joined();
        for (Task<?> late = next(); late != null; late = next()) {
            late.fail(Access.closed());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Task<?> next() {
        return queue.poll();
    }

    private boolean joined() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
