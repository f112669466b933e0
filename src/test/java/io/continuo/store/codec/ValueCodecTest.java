package io.continuo.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.json.JsonText;
import io.continuo.json.StrictJson;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.DocumentKey;
import io.continuo.model.Namespace;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.store.Fixtures;
import io.continuo.store.StoredBytes.Written;

class ValueCodecTest {

    private static final SessionKey SESSION = SessionKey.of("ns", "s1");
    private static final Place PLACE = Place.state(SESSION, "notes");
    private static final JsonText LONG =
            Fixtures.json("{\"notes\":\"" + "the same words again and again, ".repeat(80) + "\"}");
    private static final JsonText SHORT = Fixtures.json("{\"goal\":1}");

    @Test
    void aValueWithoutSettingsIsStoredAsItIs() {
        assertThat(ValueCodec.plain().stored(PLACE, LONG)).isSameAs(LONG.bytes());
    }

    @Test
    void aLargeValueIsCompressedAndASmallOneIsNot() {
        ValueCodec codec = Codecs.compressing(1024);
        assertThat(codec.stored(PLACE, SHORT)).isEqualTo(SHORT.bytes());
        byte[] stored = codec.stored(PLACE, LONG);
        assertThat(stored).hasSizeLessThan(LONG.length() / 10).startsWith(1, 1);
        assertThat(ValueCodec.plainLength(stored)).isEqualTo(LONG.length());
        assertThat(codec.plain(PLACE, stored)).isEqualTo(LONG.bytes());
    }

    @Test
    void whatCompressingMakesLargerStaysAsItIs() {
        JsonText noise = JsonText.ofString(noise());
        assertThat(Codecs.compressing(1).stored(PLACE, noise)).isEqualTo(noise.bytes());
        byte[] sealed = Codecs.sealed().stored(PLACE, noise);
        assertThat(sealed).startsWith(1, 4);
        assertThat(Codecs.sealed().plain(PLACE, sealed)).isEqualTo(noise.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anyValueComesBackAsItWas(int seed) {
        Random random = new Random(seed);
        List<ValueCodec> codecs =
                List.of(ValueCodec.plain(), Codecs.compressing(1), Codecs.compressing(300), Codecs.sealed());
        ValueCodec reader = Codecs.sealed();
        for (int i = 0; i < 3_000; i++) {
            JsonText value = io.continuo.json.RandomValues.next(random);
            for (ValueCodec codec : codecs) {
                byte[] stored = codec.stored(PLACE, value);
                assertThat(opened(reader, PLACE, stored)).isEqualTo(value);
                assertThat(ValueCodec.plainLength(stored)).isEqualTo(value.length());
            }
        }
    }

    @Test
    void nothingOfASealedValueCanBeRead() {
        for (JsonText value : List.of(SHORT, LONG, Fixtures.json("1"))) {
            byte[] stored = Codecs.sealed().stored(PLACE, value);
            assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("goal", "the same", "notes");
            assertThat(stored).startsWith(1);
        }
    }

    @Test
    void theSameValueAtTheSamePlaceGivesTheSameBytes() {
        byte[] one = Codecs.sealed().stored(PLACE, LONG);
        assertThat(Codecs.sealed().stored(PLACE, LONG)).isEqualTo(one);
        assertThat(Codecs.sealed().stored(Place.state(SESSION, "other"), LONG)).isNotEqualTo(one);
        assertThat(Codecs.sealing("k2").stored(PLACE, LONG)).isNotEqualTo(one);
    }

    @Test
    void everyFlippedBitOfASealedValueIsRefused() {
        for (JsonText value : List.of(SHORT, LONG)) {
            byte[] stored = Codecs.sealed().stored(PLACE, value);
            for (int bit = 0; bit < stored.length * 8; bit++) {
                byte[] broken = stored.clone();
                broken[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(openedOrRefused(broken)).as("bit " + bit).isNull();
            }
        }
    }

    @Test
    void everyTruncatedValueIsRefused() {
        for (ValueCodec codec : List.of(Codecs.sealed(), Codecs.compressing(1))) {
            byte[] stored = codec.stored(PLACE, LONG);
            for (int length = 0; length < stored.length; length++) {
                assertThat(openedOrRefused(java.util.Arrays.copyOf(stored, length)))
                        .as("length " + length)
                        .isNull();
            }
        }
    }

    @Test
    void noFlippedBitOfACompressedValueGivesAnotherValue() {
        byte[] stored = Codecs.compressing(1).stored(PLACE, LONG);
        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] broken = stored.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(openedOrRefused(broken)).as("bit " + bit).isIn(null, LONG);
        }
    }

    @Test
    void aSealedValueOpensAtItsOwnPlaceOnly() {
        UserKey user = new UserKey(new Namespace("ns"), new UserId("s1"));
        List<Place> places = List.of(
                PLACE,
                Place.state(SessionKey.of("ns", "s2"), "notes"),
                Place.state(SessionKey.of("other", "s1"), "notes"),
                Place.state(SESSION, "note"),
                Place.state(SESSION, ""),
                Place.metadata(SESSION),
                Place.createdVia(SESSION),
                Place.userAgent(SESSION),
                Place.message(SESSION),
                Place.document(DocumentKey.of(SESSION, "t", "notes")),
                Place.document(DocumentKey.of(user, "t", "notes")),
                Place.dictionary(SESSION.namespace(), 1));
        ValueCodec codec = Codecs.sealed();
        for (Place from : places) {
            byte[] stored = codec.stored(from, LONG);
            for (Place to : places) {
                assertThat(codec.plain(to, stored))
                        .as(from + " to " + to)
                        .isEqualTo(from.equals(to) ? LONG.bytes() : null);
            }
        }
    }

    @Test
    void anOlderKeyOpensAndTheFirstOneSeals() {
        byte[] old = Codecs.sealing("k1").stored(PLACE, LONG);
        ValueCodec rotated = Codecs.sealing("k2", "k1");
        assertThat(rotated.plain(PLACE, old)).isEqualTo(LONG.bytes());
        byte[] anew = rotated.stored(PLACE, LONG);
        assertThat(Codecs.sealing("k2").plain(PLACE, anew)).isEqualTo(LONG.bytes());
        missing("k2", Codecs.sealing("k1"), anew);
    }

    @Test
    void aMissingKeyIsNamed() {
        byte[] stored = Codecs.sealing("k1").stored(PLACE, LONG);
        missing("k1", Codecs.sealing("k2"), stored);
        missing("k1", ValueCodec.plain(), stored);
    }

    @Test
    void anotherKeyUnderTheSameIdIsNoticed() {
        byte[] stored = Codecs.sealing("k1").stored(PLACE, LONG);
        missing("k1", new ValueCodec(new CodecSettings(true, 64, 3, false, List.of(Codecs.key("k1", "x")))), stored);
    }

    @Test
    void aFormOfALaterVersionIsRefusedAndNotGuessed() {
        byte[] stored = Codecs.compressing(1).stored(PLACE, LONG);
        for (int format = 2; format < ' '; format++) {
            byte[] later = stored.clone();
            later[0] = (byte) format;
            assertThat(openedOrRefused(later)).isNull();
        }
        for (int flags = 0; flags < 256; flags++) {
            byte[] later = stored.clone();
            later[1] = (byte) flags;
            assertThat(openedOrRefused(later)).as("flags " + flags).isEqualTo(flags == 1 ? LONG : null);
        }
    }

    @Test
    void aDamagedLengthAllocatesNoGigabytes() {
        byte[] stored = Codecs.compressing(1).stored(PLACE, LONG);
        for (int length :
                new int[] {Integer.MAX_VALUE, -1, 0, Compression.MOST + 1, LONG.length() - 1, LONG.length() + 1}) {
            ByteBuffer.wrap(stored).putInt(2, length);
            assertThat(Codecs.sealed().plain(PLACE, stored))
                    .as("length " + length)
                    .isNull();
        }
    }

    @Test
    void anEmptyObjectIsAlwaysStoredAsItIs() {
        assertThat(Codecs.sealed().stored(Place.metadata(SESSION), JsonText.EMPTY_OBJECT))
                .isEqualTo(JsonText.EMPTY_OBJECT.bytes());
    }

    @Test
    void plainValuesAreReadWhateverTheSettings() {
        assertThat(Codecs.sealed().plain(PLACE, LONG.bytes())).isEqualTo(LONG.bytes());
    }

    @Test
    void bytesAreCountedByNamespace() {
        ValueCodec codec = Codecs.compressing(1024);
        int stored = codec.stored(PLACE, LONG).length + codec.stored(PLACE, SHORT).length;
        assertThat(codec.of(SESSION.namespace())).isEqualTo(new Written(LONG.length() + SHORT.length(), stored));
        assertThat(codec.of(new Namespace("other"))).isEqualTo(Written.NOTHING);
    }

    @Test
    void aKeyDoesNotShowItself() {
        assertThat(Codecs.key("k1")).hasToString("key k1");
    }

    private static @Nullable JsonText opened(ValueCodec codec, Place place, byte[] stored) {
        byte[] plain = codec.plain(place, stored);
        return plain == null ? null : StrictJson.stored(plain);
    }

    private static @Nullable JsonText openedOrRefused(byte[] stored) {
        try {
            return opened(Codecs.sealed(), PLACE, stored);
        } catch (EncryptionKeyMissing refused) {
            return null;
        }
    }

    private static void missing(String id, ValueCodec codec, byte[] stored) {
        assertThatThrownBy(() -> codec.plain(PLACE, stored))
                .isInstanceOfSatisfying(
                        EncryptionKeyMissing.class,
                        missing -> assertThat(missing.keyId()).isEqualTo(id));
    }

    /** Each character once. */
    private static String noise() {
        StringBuilder text = new StringBuilder();
        for (char c = '!'; c <= '~'; c++) {
            text.append(c);
        }
        return text.toString();
    }
}
