package io.continuo.store.outage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/** Does the tasks of a journal on a thread of its own, those together that gathered while the disk was busy. */
final class JournalWriter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JournalWriter.class);
    private static final long LOOK_UP_SECONDS = 1;

    private final Logs logs;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    JournalWriter(Logs logs) {
        this.logs = logs;
        thread = new Thread(this::run, "continuo-journal");
        thread.setDaemon(true);
        thread.start();
    }

    void submit(Task task) {
        if (closing) {
            task.fail(closed());
            return;
        }
        queue.add(task);
        if (closing && !thread.isAlive() && queue.remove(task)) {
            task.fail(closed());
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            Turn turn = new Turn(logs);
            try {
                gather(turn);
                turn.run();
            } catch (InterruptedException nobodyInterruptsUs) {
                closing = true;
            } catch (RuntimeException | Error severe) {
                // Such as a heap that is full: this thread must live on, or every later change would wait for ever.
                LOG.error("A turn of the journal was given up.", severe);
                turn.giveUp(severe);
            }
        }
    }

    /** Waits for one, and takes those that are there as well. Without any, what the disk refused is tried again. */
    private void gather(Turn turn) throws InterruptedException {
        Task next = queue.poll(LOOK_UP_SECONDS, TimeUnit.SECONDS);
        while (next != null) {
            turn.add(next);
            next = turn.isFull() ? null : queue.poll();
        }
    }

    private static JournalUnwritable closed() {
        return new JournalUnwritable("The journal is closed.", null);
    }

    @Override
    public void close() {
        closing = true;
        queue.add(new Task.Done(List.of(), new CompletableFuture<>()));
        boolean interrupted = joined();
        List<Task> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(task -> task.fail(closed()));
        logs.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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
