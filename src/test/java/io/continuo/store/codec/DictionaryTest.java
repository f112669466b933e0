package io.continuo.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Objects;
import java.util.SortedMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.Namespace;
import io.continuo.model.SessionKey;
import io.continuo.store.Fixtures;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;

/** A dictionary of a namespace's own values, kept in a store. */
class DictionaryTest {

    private static final int ENOUGH = 300;
    private static final Namespace NS = new Namespace("ns");
    private static final Place PLACE = Place.message(SessionKey.of("ns", "s"));

    private final EmbeddedSessionStore store = new EmbeddedSessionStore(EmbeddedSettings.inMemory());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void smallValuesAreCompressedOnceThereIsADictionary() {
        ValueCodec codec = learning();
        JsonText value = message(10_000);
        assertThat(codec.stored(PLACE, value)).isEqualTo(value.bytes());
        write(codec, ENOUGH);
        byte[] stored = codec.stored(PLACE, value);
        assertThat(stored).startsWith(1, 3).hasSizeLessThan(value.length() / 2);
        assertThat(ValueCodec.plainLength(stored)).isEqualTo(value.length());
        assertThat(codec.value(PLACE, stored)).isEqualTo(value);
        assertThat(kept()).containsOnlyKeys(1);
    }

    @Test
    void anotherReplicaLearnsItFromTheStore() {
        ValueCodec codec = learning();
        write(codec, ENOUGH);
        JsonText value = message(1);
        byte[] stored = codec.stored(PLACE, value);
        ValueCodec reader = ValueCodec.plain();
        assertThat(reader.missesDictionary(NS, stored)).isTrue();
        assertThat(reader.value(PLACE, stored)).isNull();
        kept().forEach((number, bytes) -> reader.learn(NS, number, bytes));
        assertThat(reader.missesDictionary(NS, stored)).isFalse();
        assertThat(reader.value(PLACE, stored)).isEqualTo(value);
    }

    @Test
    void aReplicaThatStartsTakesTheOneThatIsThere() {
        write(learning(), ENOUGH);
        ValueCodec second = learning();
        second.stored(PLACE, message(1));
        assertThat(second.stored(PLACE, message(2))).startsWith(1, 3);
        assertThat(kept()).containsOnlyKeys(1);
    }

    @Test
    void noNamespaceUsesAnothersDictionary() {
        ValueCodec codec = learning();
        write(codec, ENOUGH);
        Place other = Place.message(SessionKey.of("other", "s"));
        assertThat(codec.stored(other, message(1))).isEqualTo(message(1).bytes());
        assertThat(codec.value(other, codec.stored(PLACE, message(1)))).isNull();
    }

    @Test
    void aDictionaryIsSealedWhereValuesAre() {
        ValueCodec codec = learning("k1");
        write(codec, ENOUGH);
        assertThat(kept().get(1)).startsWith(1, 4);
        byte[] stored = codec.stored(PLACE, message(1));
        assertThat(stored).startsWith(1, 7);
        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] broken = stored.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(valueOrRefused(codec, broken)).as("bit " + bit).isFalse();
        }
    }

    @Test
    void afterANewKeyTheDictionaryIsKeptUnderIt() {
        ValueCodec before = learning("k1");
        write(before, ENOUGH);
        byte[] old = before.stored(PLACE, message(1));

        ValueCodec rotated = learning("k2", "k1");
        rotated.stored(PLACE, message(2));
        assertThat(kept()).containsOnlyKeys(1, 2);
        byte[] anew = rotated.stored(PLACE, message(2));
        assertThat(rotated.value(PLACE, old)).isEqualTo(message(1));

        ValueCodec withoutTheOld = learning("k2");
        kept().forEach((number, bytes) -> withoutTheOld.learn(NS, number, bytes));
        assertThat(withoutTheOld.value(PLACE, anew)).isEqualTo(message(2));
        assertThatThrownBy(() -> withoutTheOld.value(PLACE, old)).isInstanceOf(EncryptionKeyMissing.class);
    }

    @Test
    void aDamagedDictionaryIsNotTaken() {
        ValueCodec codec = learning("k1");
        write(codec, ENOUGH);
        byte[] broken = Objects.requireNonNull(kept().get(1)).clone();
        broken[broken.length - 1] ^= 1;
        ValueCodec reader = Codecs.sealing("k1");
        reader.learn(NS, 1, broken);
        assertThat(reader.value(PLACE, codec.stored(PLACE, message(1)))).isNull();
    }

    /** Its worker is the thread that writes, so that what follows from a value has happened when it is written. */
    private ValueCodec learning(String... keys) {
        ValueCodec codec = Codecs.learning(ENOUGH, keys);
        DictionaryMaker.begin(codec, new Waiting(store), Clock.systemUTC(), Runnable::run);
        return codec;
    }

    private SortedMap<Integer, byte[]> kept() {
        return store.read(new LoadDictionaries(NS), Fixtures.freshNow()).await().indefinitely();
    }

    private static void write(ValueCodec codec, int values) {
        for (int i = 0; i < values; i++) {
            codec.stored(PLACE, message(i));
        }
    }

    private static JsonText message(int number) {
        return Fixtures.json("{\"role\":\"assistant\",\"timestamp\":\"2026-11-21T04:41:37.716Z\",\"content\":\"Stage "
                + number % 7 + " is complete, what would you like to do now, " + Integer.toHexString(number * 7919)
                + "?\",\"metadata\":{\"navigation_decision\":\"advance\"}}");
    }

    private static boolean valueOrRefused(ValueCodec codec, byte[] stored) {
        try {
            return codec.value(PLACE, stored) != null;
        } catch (EncryptionKeyMissing refused) {
            return false;
        }
    }
}
