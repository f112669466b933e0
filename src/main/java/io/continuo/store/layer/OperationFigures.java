package io.continuo.store.layer;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.continuo.model.Namespace;

/**
 * What callers did at this replica since it started, by namespace. Callers name namespaces freely, so the first
 * {@link #MOST} have figures of their own, the configured ones among them; those of all others are counted together.
 */
public final class OperationFigures {

    public static final int MOST = 1_000;

    private final Map<Namespace, NamespaceFigures> own = new ConcurrentHashMap<>();
    private final NamespaceFigures others;
    private final LongSupplier nanoTime;

    /**
     * Figures of nothing as yet.
     *
     * @param nanoTime the monotonic clock by which operations are timed
     */
    public OperationFigures(Collection<Namespace> configured, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.others = figures();
        configured.forEach(namespace -> own.put(namespace, figures()));
    }

    /** The figures of a namespace as they are now; zeros where nothing was done in it. */
    public Figures of(Namespace namespace) {
        NamespaceFigures known = own.get(namespace);
        if (known != null) {
            return known.now(nanoTime.getAsLong());
        }
        return own.size() < MOST ? Figures.NONE : others.now(nanoTime.getAsLong());
    }

    /** Where to count what is done in a namespace. */
    NamespaceFigures counting(Namespace namespace) {
        NamespaceFigures known = own.get(namespace);
        if (known != null) {
            return known;
        }
        return own.size() < MOST ? own.computeIfAbsent(namespace, unknown -> figures()) : others;
    }

    private NamespaceFigures figures() {
        return new NamespaceFigures(nanoTime.getAsLong());
    }
}
