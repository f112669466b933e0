package io.continuo.store.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.continuo.model.Namespace;
import io.continuo.store.StoredBytes;

/** Counts bytes. Callers name namespaces freely, so those beyond the first {@link #MOST} are not counted. */
final class ByteCounts implements StoredBytes {

    private static final int MOST = 1_000;

    private record Sums(LongAdder plain, LongAdder stored) {}

    private final Map<Namespace, Sums> sums = new ConcurrentHashMap<>();

    void add(Namespace namespace, int plain, int stored) {
        Sums known = sums.get(namespace);
        if (known == null && sums.size() < MOST) {
            known = sums.computeIfAbsent(namespace, first -> new Sums(new LongAdder(), new LongAdder()));
        }
        if (known != null) {
            known.plain.add(plain);
            known.stored.add(stored);
        }
    }

    @Override
    public Written of(Namespace namespace) {
        Sums known = sums.get(namespace);
        return known == null ? Written.NOTHING : new Written(known.plain.sum(), known.stored.sum());
    }
}
