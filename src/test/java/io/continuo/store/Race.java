package io.continuo.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers at once. */
final class Race {

    static final int CALLERS = 8;

    interface Caller<T> {
        List<T> call(int number);
    }

    private Race() {}

    /** What all of them answered. */
    static <T> List<T> of(Caller<T> caller) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Callable<List<T>>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                calls.add(() -> caller.call(number));
            }
            List<T> all = new ArrayList<>();
            for (Future<List<T>> future : threads.invokeAll(calls)) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
