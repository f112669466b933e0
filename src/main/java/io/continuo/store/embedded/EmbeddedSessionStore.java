package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.SessionPolicy;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.model.TakeTokens;
import io.continuo.store.SessionStore;

/**
 * Keeps sessions in memory or in one file of this machine. One process at a time may use a directory. What was acknowledged is
 * there after a crash, but for the time of {@link EmbeddedSettings#commitEvery()} where that is not zero.
 *
 * <p>A failed commit fails the changes that it held with {@code OutcomeUnknown}; from then on every change and read fails
 * with {@code StoreUnavailable} until the file can be opened again, which is tried every second.
 */
public final class EmbeddedSessionStore implements SessionStore, AutoCloseable {

    private final EmbeddedSettings settings;
    private final Supplier<Executor> emitOn;
    private final Access access;
    private final Writer writer;
    private final ThreadPoolExecutor readers;
    private final Buckets buckets = new Buckets();

    /** A store whose answers come on Mutiny's default executor. */
    public EmbeddedSessionStore(EmbeddedSettings settings) {
        this(settings, Infrastructure::getDefaultExecutor);
    }

    /**
     * @param emitOn asked by each subscriber's thread for what its answer is to come on; it must not be a thread of the
     *     store's own, such as one that runs a task where it is given
     * @throws IllegalStateException with a sentence for the operator if the directory cannot be used, as when another process
     *     uses it
     */
    public EmbeddedSessionStore(EmbeddedSettings settings, Supplier<Executor> emitOn) {
        this.settings = settings;
        this.emitOn = emitOn;
        access = new Access(settings);
        writer = new Writer(settings, access);
        AtomicInteger number = new AtomicInteger();
        readers = new ThreadPoolExecutor(
                settings.readers(),
                settings.readers(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(settings.queue()),
                task -> {
                    Thread thread = new Thread(task, "continuo-embedded-reader-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    @SuppressWarnings("unchecked") // What an engine answers a change of R with is an R.
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        long millis = now.toEpochMilli();
        if (change instanceof TakeTokens take) {
            return answered(() -> CompletableFuture.completedFuture((R) buckets.take(take, millis)));
        }
        return answered(() -> writer.submit((engine, edit) -> (R) engine.apply(change, edit, millis), true));
    }

    @Override
    @SuppressWarnings("unchecked") // What an engine answers a query of R with is an R.
    public <R> Uni<R> read(Query<R> query, Instant now) {
        long millis = now.toEpochMilli();
        SessionPolicy sliding = Reads.sliding(query);
        if (sliding == null) {
            return answered(() -> submitRead(() -> access.read(reads -> (R) reads.read(query, millis))));
        }
        return answered(() -> writer.submit(
                (engine, edit) -> {
                    engine.reads().slide(Reads.session(query), sliding, edit, millis);
                    return (R) engine.reads().read(query, millis);
                },
                false));
    }

    private <R> Uni<R> answered(Supplier<CompletableFuture<R>> work) {
        return Uni.createFrom().deferred(() -> {
            Executor executor = emitOn.get();
            return Uni.createFrom().completionStage(work).emitOn(executor);
        });
    }

    private <R> CompletableFuture<R> submitRead(Supplier<R> read) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        try {
            readers.execute(() -> {
                try {
                    answer.complete(read.get());
                } catch (ContinuoException | Error failure) {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(readers.isShutdown() ? Access.closed() : Access.busy());
        }
        return answer;
    }

    @Override
    public StoreHealth health() {
        return access.health();
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return Uni.createFrom()
                .item(() -> new StoreStatus(
                        false, null, null, null, null, null, null, null, null, "embedded", null, warnings()));
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (settings.directory() == null) {
            warnings.add("Sessions are kept in memory only: they are gone when the process ends.");
        } else if (!settings.commitEvery().isZero()) {
            warnings.add("A crash may lose the changes of the last "
                    + settings.commitEvery().toMillis() + " ms.");
        }
        if (!access.health().available()) {
            warnings.add(access.health().detail());
        }
        return warnings;
    }

    /** Waits for what was sent, brings it to the disk and gives the directory free. What comes later is refused. */
    @Override
    public void close() {
        writer.close();
        readers.shutdown();
        access.close();
    }
}
