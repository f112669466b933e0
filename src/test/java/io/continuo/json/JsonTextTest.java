package io.continuo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "{} OBJECT",
                "[1] ARRAY",
                "\"\" STRING",
                "0 NUMBER",
                "-1 NUMBER",
                "9e9 NUMBER",
                "true BOOLEAN",
                "false BOOLEAN",
                "null NULL"
            })
    void theFirstByteTellsTheKind(String text, JsonText.Kind kind) {
        assertThat(json(text).kind()).isEqualTo(kind);
    }

    @Test
    void theConstantsAreWhatTheirNamesSay() {
        assertThat(JsonText.NULL).isEqualTo(json("null"));
        assertThat(JsonText.TRUE).isEqualTo(json("true"));
        assertThat(JsonText.FALSE).isEqualTo(json("false"));
        assertThat(JsonText.EMPTY_OBJECT.members()).isEmpty();
        assertThat(JsonText.EMPTY_ARRAY.elements()).isEmpty();
    }

    @Test
    void equalityIsThatOfTheBytes() {
        assertThat(json("1.0")).isEqualTo(json("1.0")).hasSameHashCodeAs(json("1.0"));
        assertThat(json("1.0")).isNotEqualTo(json("1.00")).isNotEqualTo("1.0");
    }

    @Test
    void toStringShowsTheSizeAndNoContent() {
        assertThat(json("\"s\u00e9cret\"")).hasToString("json[9 bytes]");
        assertThat(json("\"s\u00e9cret\"").length()).isEqualTo(9);
    }

    @Test
    void aStringEscapesOnlyWhatItMust() {
        assertThat(JsonText.ofString("a\"b\\c/d\u0000\u001f\b\f\n\r\t\u007f\u00e9\u2028\ud83d\ude00")
                        .text())
                .isEqualTo("\"a\\\"b\\\\c/d\\u0000\\u001f\\b\\f\\n\\r\\t\u007f\u00e9\u2028\ud83d\ude00\"");
        assertThat(JsonText.ofString("").text()).isEqualTo("\"\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100})
    void aLoneSurrogateIsNoString(int before) {
        String start = "x".repeat(before);
        for (String torn : new String[] {"\ud800", "\udc00", "\udc00\ud800", "\ud800x", "\u00e9\udfff"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> JsonText.ofString(start + torn));
            assertThatIllegalArgumentException().isThrownBy(() -> new JsonWriter().value(torn + start));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JsonWriter().beginObject().name(start + torn));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aLongIsWrittenInDecimal(long value) {
        assertThat(JsonText.ofLong(value).text()).isEqualTo(Long.toString(value));
    }

    @Test
    void stringsAreDecoded() {
        assertThat(json("\"\\u0041\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00\u00e9\\u0000\"")
                        .asString())
                .isEqualTo("A\"\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00\u00e9\u0000");
    }

    @Test
    void membersComeInTheirOrderWithDecodedNames() {
        JsonText object = json("{\"b\":{\"x\":[1,{}]},\"\\u0061\":\"}\\\"\",\"\":[],\"n\":-1.50}");
        assertThat(object.members())
                .containsExactly(
                        new JsonText.Member("b", json("{\"x\":[1,{}]}")),
                        new JsonText.Member("a", json("\"}\\\"\"")),
                        new JsonText.Member("", JsonText.EMPTY_ARRAY),
                        new JsonText.Member("n", json("-1.50")));
    }

    @Test
    void elementsComeInTheirOrder() {
        assertThat(json("[1,[2,[3]],\"],\\\\\",{\"a\":[]},null]").elements())
                .containsExactly(json("1"), json("[2,[3]]"), json("\"],\\\\\""), json("{\"a\":[]}"), JsonText.NULL);
    }

    @Test
    void aMemberIsFoundByItsDecodedName() {
        JsonText object = json("{\"x\":{\"a\":0},\"\\u0061\":1,\"a\":2,\"?\":3,\"\u00e9\":4,\"n\":null}");
        assertThat(object.member("a")).isEqualTo(json("1"));
        assertThat(object.member("\u00e9")).isEqualTo(json("4"));
        assertThat(object.member("n")).isEqualTo(JsonText.NULL);
        assertThat(object.member("b")).isNull();
        assertThat(object.member("")).isNull();
        assertThat(object.member("\ud800")).isNull();
        assertThat(JsonText.EMPTY_OBJECT.member("a")).isNull();
    }

    @Test
    void aValueOfAnotherKindIsNotCoerced() {
        assertThatIllegalStateException().isThrownBy(() -> json("[]").members());
        assertThatIllegalStateException().isThrownBy(() -> json("null").member("a"));
        assertThatIllegalStateException().isThrownBy(() -> json("{}").elements());
        assertThatIllegalStateException().isThrownBy(() -> json("1").asString());
    }

    private static JsonText json(String text) {
        return JsonText.ofTrusted(text.getBytes(StandardCharsets.UTF_8));
    }
}
