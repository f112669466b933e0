package io.continuo.access.audit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;

/**
 * Brings entries to their sink on a thread of its own, those together that come within some time. Where it does not
 * keep up, entries beyond the queue are counted, and a line says how many there were.
 */
final class AuditWriter implements AutoCloseable {

    static final int MOST_WAITING = 16_384;

    private static final Logger LOG = Logger.getLogger(AuditWriter.class);
    private static final int MOST_AT_ONCE = 4_096;
    private static final Duration GATHERING = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_REFUSED = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ANCHORS = Duration.ofMinutes(10);

    private final Sink sink;
    private final Clock clock;
    private final BlockingQueue<AuditEntry> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final List<AuditEntry> batch = new ArrayList<>();
    private final AtomicLong unsaid = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean failing;
    private long anchored;
    private Instant anchoredAt;
    private Instant refusedAt = Instant.EPOCH;

    AuditWriter(Sink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
        anchoredAt = clock.instant();
        thread = new Thread(this::run, "continuo-audit");
        thread.setDaemon(true);
        thread.start();
    }

    /** Never waits. */
    void submit(AuditEntry entry) {
        if (closing || !queue.offer(entry)) {
            count(1);
        }
    }

    /** Counts a caller who was sent away without being known. */
    void refused() {
        refused.incrementAndGet();
    }

    /** Lines that were written. */
    long written() {
        return written.get();
    }

    /** Lines for which there was no room. */
    long lost() {
        return lost.get();
    }

    /** Lines that are not written yet. */
    int waiting() {
        return queue.size();
    }

    /** Whether the last try to write failed. */
    boolean failing() {
        return failing;
    }

    private void run() {
        do {
            try {
                turn();
            } catch (InterruptedException nobodyInterruptsUs) {
                closing = true;
            } catch (RuntimeException | Error severe) {
                // This thread must live on, or nothing would be written any more.
                LOG.error("A turn of the audit log was given up.", severe);
                count(batch.size());
                batch.clear();
            }
        } while (!closing || !(failing || queue.isEmpty()));
        end();
    }

    private void turn() throws InterruptedException {
        if (batch.isEmpty()) {
            gather();
            summarize();
        } else if (!closing) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        write();
        if (anchored != written.get() && !clock.instant().isBefore(anchoredAt.plus(BETWEEN_ANCHORS))) {
            anchor();
        }
    }

    /** Waits for one, and takes those that come soon after it as well. */
    private void gather() throws InterruptedException {
        AuditEntry next = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
            batch.add(next);
            if (!closing && queue.size() < MOST_AT_ONCE) {
                // Nobody waits for these: a sync for each would cost more than all else.
                LockSupport.parkNanos(GATHERING.toNanos());
            }
            queue.drainTo(batch, MOST_AT_ONCE - 1);
        }
    }

    private void summarize() {
        Instant now = clock.instant();
        long more = unsaid.getAndSet(0);
        if (more > 0) {
            LOG.warnf("%d lines of the audit log are lost: there was no room for them.", more);
            batch.add(AuditEntry.of(now, "lost").with("lines", Long.valueOf(more)));
        }
        if (refused.get() > 0 && (closing || !now.isBefore(refusedAt.plus(BETWEEN_REFUSED)))) {
            refusedAt = now;
            batch.add(AuditEntry.of(now, "refused").with("requests", Long.valueOf(refused.getAndSet(0))));
        }
    }

    private void write() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            sink.write(batch);
            written.addAndGet(batch.size());
            batch.clear();
            if (failing) {
                LOG.info("The audit log can be written again.");
            }
            failing = false;
        } catch (IOException refusal) {
            if (!failing) {
                LOG.warnf(
                        "The audit log cannot be written: %s. Up to %d lines wait, what comes beyond is counted.",
                        refusal.getMessage(), MOST_WAITING);
            }
            failing = true;
        }
    }

    private void anchor() {
        sink.anchor();
        anchored = written.get();
        anchoredAt = clock.instant();
    }

    private void end() {
        summarize();
        write();
        int left = batch.size() + queue.size();
        if (left > 0) {
            LOG.errorf("%d lines of the audit log could not be written before the stop.", left);
        }
        anchor();
        sink.close();
    }

    private void count(long lines) {
        unsaid.addAndGet(lines);
        lost.addAndGet(lines);
    }

    /** Writes what waits, and a last line. */
    @Override
    public void close() {
        submit(AuditEntry.of(clock.instant(), "stop"));
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            LockSupport.unpark(thread);
            try {
                thread.join(PAUSE.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
