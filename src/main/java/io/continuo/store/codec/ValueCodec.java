package io.continuo.store.codec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.StrictJson;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.Namespace;
import io.continuo.store.StoredBytes;

/**
 * What a value is at rest: plain JSON, compressed, sealed, or both. What is no plain JSON begins with an {@link Envelope}
 * that says all that opening it takes, so replicas with different settings read each other's values.
 *
 * <p>The same value at the same place gives the same bytes as long as the settings stay. An empty object is always written
 * as it is: it says nothing, and a script can write it by itself.
 *
 * <p>Safe for use by many threads. Small values take microseconds; a caller with much to do does it off the event loops.
 */
public final class ValueCodec implements StoredBytes {

    private static final int SAMPLES = 2_000;

    private final CodecSettings settings;
    private final @Nullable SealingKey active;
    private final Map<String, SealingKey> keys = new LinkedHashMap<>();
    private final Compression compression;
    private final Dictionaries dictionaries = new Dictionaries();
    private final Samples samples;
    private final ByteCounts counts = new ByteCounts();

    public ValueCodec(CodecSettings settings) {
        this(settings, SAMPLES);
    }

    /** @param enough how many values of a namespace are written before a dictionary is made of them */
    ValueCodec(CodecSettings settings, int enough) {
        this.settings = settings;
        List<SealingKey> given = settings.keys();
        active = given.isEmpty() ? null : given.get(0);
        given.forEach(key -> keys.put(key.id(), key));
        compression = new Compression(settings.level());
        samples = new Samples(enough);
    }

    /**
     * Loads the compression's native library, which takes files and time: at the start, not within a request.
     *
     * @throws LinkageError or a RuntimeException where the temporary directory cannot hold it
     */
    public static void loadCompression() {
        Native.load();
    }

    /** Writes every value as it comes. */
    public static ValueCodec plain() {
        return new ValueCodec(CodecSettings.PLAIN);
    }

    /** Whether every value is written as it comes. */
    public boolean isPlain() {
        return active == null && !settings.compress();
    }

    /** Whether values are sealed. */
    public boolean seals() {
        return active != null;
    }

    /**
     * A codec of the same keys and compression that uses no dictionaries and counts for itself: for what must be read while the
     * store, which has the dictionaries, is away.
     */
    public ValueCodec withoutDictionaries() {
        return new ValueCodec(
                new CodecSettings(settings.compress(), settings.threshold(), settings.level(), false, settings.keys()));
    }

    /** The bytes to store for a value. */
    public byte[] stored(Place place, JsonText value) {
        byte[] plain = value.bytes();
        byte[] stored = value.equals(JsonText.EMPTY_OBJECT) ? plain : coded(place, plain);
        counts.add(place.namespace(), plain.length, stored.length);
        return stored;
    }

    /**
     * The plain bytes of a stored value, unchecked: a value without envelope is given back as it is. Null where it is
     * damaged, was not written for this place, or has a form that this version does not know, or needs a dictionary that
     * {@link #missesDictionary} told and the store does not have.
     *
     * @throws EncryptionKeyMissing if it, or its dictionary, is sealed under a key that is not at hand
     */
    public byte @Nullable [] plain(Place place, byte[] stored) {
        if (!Envelope.isOn(stored)) {
            return stored;
        }
        Envelope header = Envelope.read(stored);
        if (header == null) {
            return null;
        }
        byte[] body = stored;
        int from = header.bodyAt();
        if (header.keyId() != null) {
            body = key(header.keyId(), header.keyCheck()).open(stored, header.length(), place.bytes());
            from = 0;
        }
        if (body == null || header.compressed()) {
            return body == null ? null : expanded(place.namespace(), header, body, from);
        }
        return body.length == header.plainLength() ? body : null;
    }

    /** The length of a stored value when it is plain, by its own account. */
    public static int plainLength(byte[] stored) {
        return Envelope.plainLength(stored);
    }

    /** Whether opening a stored value is work. */
    public static boolean isCoded(byte[] stored) {
        return Envelope.isOn(stored);
    }

    /** {@link #plain} as JSON; null where it is none. */
    public @Nullable JsonText value(Place place, byte[] stored) {
        byte[] plain = plain(place, stored);
        return plain == null ? null : StrictJson.stored(plain);
    }

    /** Whether opening a stored value takes a dictionary that has not been learnt: it is to be learnt first. */
    public boolean missesDictionary(Namespace namespace, byte[] stored) {
        Envelope header = Envelope.isOn(stored) ? Envelope.read(stored) : null;
        return header != null && header.dictionary() > 0 && !dictionaries.has(namespace, header.dictionary());
    }

    /**
     * Takes a dictionary from the store. One that is damaged is not taken: the values that need it cannot be read. One that is
     * sealed under a key that is not at hand fails the values that need it for that reason.
     */
    public void learn(Namespace namespace, int number, byte[] stored) {
        if (number < 1 || number > Envelope.MAX_DICTIONARY || dictionaries.has(namespace, number)) {
            return;
        }
        try {
            byte[] plain = plain(Place.dictionary(namespace, number), stored);
            if (plain != null) {
                dictionaries.add(namespace, new Dictionary(number, plain, settings.level()));
            }
        } catch (EncryptionKeyMissing missing) {
            dictionaries.addSealed(namespace, number, missing.keyId());
        } catch (IllegalStateException | IllegalArgumentException damaged) {
            // Not taken: zstd cannot use it.
            return;
        }
    }

    /** Whether a stored dictionary is as this codec would store it: under the key that seals now. */
    boolean isStoredAnew(byte[] stored) {
        Envelope header = Envelope.isOn(stored) ? Envelope.read(stored) : null;
        return active == null
                || (header != null && active.id().equals(header.keyId()) && active.check() == header.keyCheck());
    }

    byte[] storedDictionary(Namespace namespace, int number, byte[] plain) {
        return active == null
                ? plain
                : active.seal(
                        Envelope.of(false, plain.length, 0, active).bytes(),
                        Place.dictionary(namespace, number).bytes(),
                        plain);
    }

    @Nullable
    Dictionary dictionary(Namespace namespace) {
        return dictionaries.latest(namespace);
    }

    Samples samples() {
        return samples;
    }

    @Override
    public Written of(Namespace namespace) {
        return counts.of(namespace);
    }

    private byte[] coded(Place place, byte[] plain) {
        Dictionary dictionary = settings.dictionary() ? dictionaryFor(place.namespace(), plain) : null;
        int threshold = dictionary == null ? settings.threshold() : CodecSettings.DICTIONARY_THRESHOLD;
        byte[] compressed = settings.compress() && plain.length >= threshold
                ? compression.compressed(plain, dictionary, active == null)
                : null;
        if (compressed == null && active == null) {
            return plain;
        }
        int number = compressed == null || dictionary == null ? 0 : dictionary.number();
        byte[] header =
                Envelope.of(compressed != null, plain.length, number, active).bytes();
        byte[] body = compressed == null ? plain : compressed;
        if (active != null) {
            return active.seal(header, place.bytes(), body);
        }
        return header.length + body.length < plain.length ? joined(header, body) : plain;
    }

    private byte @Nullable [] expanded(Namespace namespace, Envelope header, byte[] body, int from) {
        int number = header.dictionary();
        Dictionary dictionary = number == 0 ? null : dictionaries.find(namespace, number);
        return number > 0 && dictionary == null
                ? null
                : compression.plain(body, from, header.plainLength(), dictionary);
    }

    private @Nullable Dictionary dictionaryFor(Namespace namespace, byte[] plain) {
        Dictionary dictionary = dictionaries.latest(namespace);
        samples.see(namespace);
        if (dictionary == null) {
            samples.add(namespace, plain);
        }
        return dictionary;
    }

    private SealingKey key(String id, int check) {
        SealingKey key = keys.get(id);
        if (key == null || key.check() != check) {
            throw new EncryptionKeyMissing(id);
        }
        return key;
    }

    private static byte[] joined(byte[] header, byte[] body) {
        byte[] joined = Arrays.copyOf(header, header.length + body.length);
        System.arraycopy(body, 0, joined, header.length, body.length);
        return joined;
    }
}
