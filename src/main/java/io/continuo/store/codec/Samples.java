package io.continuo.store.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;

/** Keeps some of the values that are written in each namespace until there are enough of them for a dictionary. */
final class Samples {

    /** Values of so many namespaces are kept at a time; a further one waits until one of them has enough. */
    private static final int NAMESPACES = 32;

    private static final int KEPT = 1_000;
    private static final int LARGEST = 1_024;

    /** Who is told, on the thread that writes a value: it does what takes time elsewhere. */
    interface Listener {

        /** The first value of the namespace is being written. */
        void began(Namespace namespace);

        /** There are enough values of the namespace; no further ones are kept. */
        void complete(Namespace namespace, List<byte[]> values);
    }

    private final int enough;
    private final Map<Namespace, Reservoir> reservoirs = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    /** @param enough how many values are to be written, of which up to 1,000 at random are kept */
    Samples(int enough) {
        this.enough = enough;
    }

    void listen(Listener newListener) {
        listener = newListener;
    }

    /** A value of the namespace is being written. */
    void see(Namespace namespace) {
        Listener told = listener;
        if (told != null
                && !reservoirs.containsKey(namespace)
                && open() < NAMESPACES
                && reservoirs.putIfAbsent(namespace, new Reservoir()) == null) {
            told.began(namespace);
        }
    }

    void add(Namespace namespace, byte[] value) {
        Listener told = listener;
        Reservoir reservoir = reservoirs.get(namespace);
        if (told != null && reservoir != null && value.length >= CodecSettings.DICTIONARY_THRESHOLD) {
            List<byte[]> values = reservoir.add(value);
            if (values != null) {
                told.complete(namespace, values);
            }
        }
    }

    private long open() {
        return reservoirs.values().stream().filter(Reservoir::isOpen).count();
    }

    /** Begins anew with the namespace. */
    void forget(Namespace namespace) {
        reservoirs.remove(namespace);
    }

    /** A random choice among the values that were written, each of them as likely as the others. */
    private final class Reservoir {

        private final List<byte[]> kept = new ArrayList<>();
        private int seen;

        synchronized boolean isOpen() {
            return seen < enough;
        }

        /** What was kept, with the value that makes it enough. */
        synchronized @Nullable List<byte[]> add(byte[] value) {
            if (seen >= enough) {
                return null;
            }
            seen++;
            byte[] sample = value.length > LARGEST ? Arrays.copyOf(value, LARGEST) : value;
            int place = ThreadLocalRandom.current().nextInt(seen);
            if (kept.size() < KEPT) {
                kept.add(sample);
            } else if (place < KEPT) {
                kept.set(place, sample);
            }
            if (seen < enough) {
                return null;
            }
            List<byte[]> all = List.copyOf(kept);
            kept.clear();
            return all;
        }
    }
}
