package io.continuo.store.outage;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.store.codec.ValueCodec;

/**
 * Keeps changes that were acknowledged until they are done. What {@link #append} answered is there after a crash of the process
 * or the machine.
 *
 * <p><b>Order.</b> Entries are in the order in which {@link #append} was subscribed to.
 *
 * <p><b>Laziness.</b> Nothing happens before subscription; each subscription is a task of its own. Cancelling one takes nothing
 * back. Nothing blocks the subscribing thread: a thread of the journal's own writes, with one sync for all that has gathered.
 *
 * <p><b>The disk's refusals</b> fail what they concern and nothing else: each later task is a new try.
 */
public final class Journal implements AutoCloseable {

    private static final long SEGMENT_BYTES = 8L << 20;

    private final Logs logs;
    private final boolean durable;
    private final Supplier<Executor> emitOn;
    private final JournalWriter writer;

    private Journal(Logs logs, boolean durable, Supplier<Executor> emitOn) {
        this.logs = logs;
        this.durable = durable;
        this.emitOn = emitOn;
        writer = new JournalWriter(logs);
    }

    /**
     * Opens the journal of this instance, a directory below the one given, and adopts every other one there that no process has.
     * Where another process has that of this instance, as one does that has adopted it, {@code <instance>~2} is taken, and so on.
     * Reads files: not for event loops.
     *
     * @param directory of all journals; it is made where it is not there
     * @param maxBytes how large the files of the own journal may get; what says that entries are done may go beyond
     * @param codec how changes lie on the disk; its dictionaries are not used
     * @param emitOn asked by each subscriber's thread for what its answer is to come on
     * @throws IllegalStateException with a sentence for the operator if the directory cannot be used, or there is a change that
     *     cannot be read: it is sealed under a key that is not at hand, or a newer version of the service wrote it
     */
    public static Journal open(
            Path directory, String instance, long maxBytes, ValueCodec codec, Supplier<Executor> emitOn) {
        return open(directory, instance, maxBytes, codec, emitOn, SEGMENT_BYTES);
    }

    /** @param segmentBytes from how many on a file is followed by another one */
    static Journal open(
            Path directory,
            String instance,
            long maxBytes,
            ValueCodec codec,
            Supplier<Executor> emitOn,
            long segmentBytes) {
        Opening opening = new Opening(codec.withoutDictionaries(), segmentBytes);
        Logs logs = opening.open(directory, instance, maxBytes);
        return new Journal(logs, true, emitOn);
    }

    /** A journal whose entries are gone when the process ends. */
    public static Journal inMemory(long maxBytes, Supplier<Executor> emitOn) {
        Logs logs =
                new Logs(new MemoryLog(), List.of(), List.of(), new DeadLetters(null, ValueCodec.plain()), maxBytes);
        return new Journal(logs, false, emitOn);
    }

    /** What was found at the start and is not done yet, oldest first, first of the own journal and then of each adopted one. */
    public List<Entry> entries() {
        return logs.found();
    }

    /**
     * Keeps a change; answered when it is on the disk. Fails with {@link JournalFull} or {@link JournalUnwritable} where it was
     * not kept, and with {@link io.continuo.model.ContinuoException.OutcomeUnknown} where the disk refused so thoroughly that a
     * new start may find it or not.
     *
     * @param change of a kind that {@link ChangeForm#write} takes; another one fails with an {@link IllegalArgumentException}
     * @param acceptedAt kept in milliseconds
     */
    public Uni<Entry> append(Change<?> change, Instant acceptedAt) {
        Instant millis = acceptedAt.truncatedTo(ChronoUnit.MILLIS);
        return answered(answer -> new Task.Append(change, millis, answer));
    }

    /**
     * Takes entries out; answered when a new start would not find them. Where the disk refuses, it fails with {@link
     * JournalUnwritable}: the entries are out nevertheless as far as this process goes, and the disk is asked again by itself, but
     * until it takes it a new start would find them.
     */
    public Uni<Void> done(Collection<Entry> entries) {
        return answered(answer -> new Task.Done(entries, answer));
    }

    /**
     * Takes an entry out that cannot be applied, once it is on the disk among the dead letters of the own journal. Fails with
     * {@link JournalUnwritable}: where the letter could not be written the entry stays, else it is as with {@link #done}.
     *
     * @param reason for the operator, with neither content nor keys in it
     */
    public Uni<Void> deadLetter(Entry entry, String reason, Instant now) {
        return answered(answer -> new Task.Bury(new DeadLetters.Letter(entry, reason, now), answer));
    }

    private <T> Uni<T> answered(Function<CompletableFuture<T>, Task> task) {
        return Uni.createFrom().deferred(() -> {
            Executor executor = emitOn.get();
            CompletableFuture<T> answer = new CompletableFuture<>();
            writer.submit(task.apply(answer));
            return Uni.createFrom().completionStage(answer).emitOn(executor);
        });
    }

    /** Bytes that are in use, those of adopted journals included. */
    public long bytes() {
        return logs.bytes();
    }

    /** Entries that are not done, those of adopted journals included. */
    public int size() {
        return logs.size();
    }

    /** How many dead letters there were since the start. */
    public long deadLetters() {
        return logs.deadLetters().count();
    }

    /** Whether entries survive the end of the process. */
    public boolean durable() {
        return durable;
    }

    /** Finishes what was asked for and gives the directories up. What is asked later fails with {@link JournalUnwritable}. */
    @Override
    public void close() {
        writer.close();
    }
}
