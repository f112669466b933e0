package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Gathers what comes up in one turn of an event loop: all that the loop has read since it last slept, so also the calls of
 * different requests. On another thread nothing is gathered.
 */
final class Turns<T> {

    private final int most;
    private final Consumer<List<T>> out;
    private final ThreadLocal<List<T>> gathered = ThreadLocal.withInitial(ArrayList::new);

    /**
     * @param most how many are handed out together at the most
     * @param out given at the end of the turn what was added in it, on the same thread
     */
    Turns(int most, Consumer<List<T>> out) {
        this.most = most;
        this.out = out;
    }

    void add(T item) {
        Context context = Vertx.currentContext();
        if (context == null || !Context.isOnEventLoopThread()) {
            out.accept(List.of(item));
            return;
        }
        List<T> items = gathered.get();
        items.add(item);
        if (items.size() == 1) {
            context.runOnContext(end -> flush());
        }
    }

    private void flush() {
        List<T> items = gathered.get();
        gathered.remove();
        for (int from = 0; from < items.size(); from += most) {
            out.accept(items.subList(from, Math.min(from + most, items.size())));
        }
    }
}
