package io.continuo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {

    @Test
    void commasAreItsBusiness() {
        JsonWriter writer = new JsonWriter(0)
                .beginObject()
                .member("a", "x,{")
                .member("b", 1L)
                .member("c", true)
                .member("d", JsonText.EMPTY_ARRAY)
                .name("e")
                .beginArray()
                .value("[")
                .value(2L)
                .value(false)
                .value(0.5)
                .nullValue()
                .beginArray()
                .endArray()
                .beginObject()
                .endObject()
                .value(":")
                .endArray()
                .name("\u00e9\n")
                .nullValue()
                .endObject();
        String expected =
                "{\"a\":\"x,{\",\"b\":1,\"c\":true,\"d\":[],\"e\":[\"[\",2,false,0.5,null,[],{},\":\"],\"\u00e9\\n\":null}";
        assertThat(writer.toJsonText().text()).isEqualTo(expected);
        assertThat(writer.toBytes()).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
        assertThat(writer.length()).isEqualTo(writer.toBytes().length);
    }

    @Test
    void theMembersOfAnObjectAreSplicedAnywhere() {
        JsonText message = JsonText.ofTrusted("{\"role\":\"user\",\"n\":1.10}".getBytes(StandardCharsets.UTF_8));
        assertThat(new JsonWriter()
                        .beginObject()
                        .members(JsonText.EMPTY_OBJECT)
                        .members(message)
                        .member("seq", 1)
                        .members(JsonText.EMPTY_OBJECT)
                        .members(message)
                        .endObject()
                        .toJsonText()
                        .text())
                .isEqualTo("{\"role\":\"user\",\"n\":1.10,\"seq\":1,\"role\":\"user\",\"n\":1.10}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JsonWriter().beginObject().members(JsonText.EMPTY_ARRAY));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, -1.5, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, 1.0E10, 0.001, 123456.789})
    void aDoubleIsANumberThatReadsBackAsItself(double value) throws MalformedJsonException {
        byte[] written = new JsonWriter().value(value).toBytes();
        JsonText read = StrictJson.parse(written, 0);
        assertThat(read.kind()).isEqualTo(JsonText.Kind.NUMBER);
        assertThat(Double.doubleToLongBits(Double.parseDouble(read.text()))).isEqualTo(Double.doubleToLongBits(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void onlyFiniteNumbersAreJson(double value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonWriter().value(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u00e9", "\u20ac", "\ud83d\ude00", "a", "\""})
    void theBufferGrowsWithTheStrings(String piece) {
        for (int capacity = 0; capacity < 20; capacity++) {
            String text = piece.repeat(1_000);
            assertThat(new JsonWriter(capacity).value(text).toJsonText().asString())
                    .isEqualTo(text);
        }
    }

    @Test
    void anUnfinishedValueIsNoJsonText() {
        assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().toJsonText());
        assertThatIllegalStateException()
                .isThrownBy(() -> new JsonWriter().beginObject().toJsonText());
        assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().endArray());
        assertThatIllegalStateException()
                .isThrownBy(() -> new JsonWriter().value(1L).value(2L));
    }
}
