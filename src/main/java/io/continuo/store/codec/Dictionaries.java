package io.continuo.store.codec;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.Namespace;

/** The dictionaries that this replica knows, each for the namespace whose values it was made of. */
final class Dictionaries {

    private record Named(Namespace namespace, int number) {}

    private final Map<Namespace, NavigableMap<Integer, Dictionary>> known = new ConcurrentHashMap<>();

    /** Those that cannot be opened, with the ids of the keys that it takes. */
    private final Map<Named, String> sealed = new ConcurrentHashMap<>();

    /** The one to write with, null where there is none. */
    @Nullable
    Dictionary latest(Namespace namespace) {
        NavigableMap<Integer, Dictionary> ofNamespace = known.get(namespace);
        return ofNamespace == null ? null : ofNamespace.lastEntry().getValue();
    }

    /**
     * Null where there is none.
     *
     * @throws EncryptionKeyMissing if it is sealed
     */
    @Nullable
    Dictionary find(Namespace namespace, int number) {
        NavigableMap<Integer, Dictionary> ofNamespace = known.get(namespace);
        Dictionary dictionary = ofNamespace == null ? null : ofNamespace.get(number);
        String keyId = dictionary == null ? sealed.get(new Named(namespace, number)) : null;
        if (keyId != null) {
            throw new EncryptionKeyMissing(keyId);
        }
        return dictionary;
    }

    boolean has(Namespace namespace, int number) {
        NavigableMap<Integer, Dictionary> ofNamespace = known.get(namespace);
        return (ofNamespace != null && ofNamespace.containsKey(number))
                || sealed.containsKey(new Named(namespace, number));
    }

    void add(Namespace namespace, Dictionary dictionary) {
        // Never empty where another thread can see it.
        known.merge(namespace, new ConcurrentSkipListMap<>(Map.of(dictionary.number(), dictionary)), (there, one) -> {
            there.putIfAbsent(dictionary.number(), dictionary);
            return there;
        });
    }

    void addSealed(Namespace namespace, int number, String keyId) {
        sealed.put(new Named(namespace, number), keyId);
    }
}
