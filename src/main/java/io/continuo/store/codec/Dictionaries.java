package io.continuo.store.codec;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;

/** The dictionaries that this replica knows, each for the namespace whose values it was made of. */
final class Dictionaries {

    private final Map<Namespace, NavigableMap<Integer, Dictionary>> known = new ConcurrentHashMap<>();

    /** The one to write with, null where there is none. */
    @Nullable
    Dictionary latest(Namespace namespace) {
        NavigableMap<Integer, Dictionary> ofNamespace = known.get(namespace);
        return ofNamespace == null ? null : ofNamespace.lastEntry().getValue();
    }

    @Nullable
    Dictionary find(Namespace namespace, int number) {
        NavigableMap<Integer, Dictionary> ofNamespace = known.get(namespace);
        return ofNamespace == null ? null : ofNamespace.get(number);
    }

    void add(Namespace namespace, Dictionary dictionary) {
        // Never empty where another thread can see it.
        known.merge(namespace, new ConcurrentSkipListMap<>(Map.of(dictionary.number(), dictionary)), (there, one) -> {
            there.putIfAbsent(dictionary.number(), dictionary);
            return there;
        });
    }
}
