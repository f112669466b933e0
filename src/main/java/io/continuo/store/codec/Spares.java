package io.continuo.store.codec;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Things of native memory that are dear to make, kept for the next use; one is used by one thread at a time. */
final class Spares<T extends AutoCloseable> {

    private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();

    private final Queue<T> spares = new ArrayBlockingQueue<>(KEPT);
    private final Supplier<T> make;

    Spares(Supplier<T> make) {
        this.make = make;
    }

    <R extends @Nullable Object> R use(Function<T, R> use) {
        T spare = spares.poll();
        T thing = spare == null ? make.get() : spare;
        try {
            return use.apply(thing);
        } finally {
            if (!spares.offer(thing)) {
                close(thing);
            }
        }
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }
}
