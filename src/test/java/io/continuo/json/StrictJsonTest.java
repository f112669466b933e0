package io.continuo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static final int DEPTH = 128;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "0.5",
                "-0.0",
                "1.10",
                "1e5",
                "1E+2",
                "1e-2",
                "0e1",
                "0E+1",
                "1e400",
                "9007199254740993",
                "-123456789.000e-0010",
                "\"\"",
                "\"a\"",
                "\" \"",
                "\"/\"",
                "[]",
                "{}",
                "[[]]",
                "[{}]",
                "{\"\":0}",
                "{\"a\":[]}",
                "{\"a\":{},\"b\":[null,true,\"x\",-1.0]}",
                "[[[[1],2],3],4]",
                "\"\\u0000\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u00e9\\u00E9\"",
                "\"\\ud83d\\ude00\"",
                "\"\\uDBFF\\uDFFF\"",
                "\"\\\\ud800\"",
                "\"\u007f\"",
                "\"\u0080\"",
                "\"\u07ff\u0800\uffff\"",
                "\"\ue000\ud7ff\"",
                "\"\u2028\u2029\"",
                "\"\ud800\udc00\udbff\udfff\"",
                "\"\ufeff\"",
                "{\"a\":1,\"A\":2}",
                "{\"\\u0061\":1,\"\\u0062\":2}",
                "[{\"a\":1},{\"a\":1}]",
                "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}",
                "{\"a\\/\":1,\"a\\\\/\":2}"
            })
    void aCompactDocumentStaysAsItIs(String document) throws MalformedJsonException {
        byte[] bytes = utf8(document);
        assertThat(StrictJson.parse(bytes, DEPTH).text()).isEqualTo(document);
        assertThat(StrictJson.parse(bytes, DEPTH).bytes()).isSameAs(bytes);
        JsonText stored = StrictJson.stored(bytes);
        assertThat(stored).isNotNull();
        assertThat(stored.bytes()).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "n",
                "nul",
                "nulll",
                "nULL",
                "True",
                "tru",
                "truefalse",
                "falsy",
                "NaN",
                "Infinity",
                "-Infinity",
                "undefined",
                "-",
                "+1",
                "01",
                "-01",
                "00",
                "1.",
                ".5",
                "-.5",
                "1.e1",
                "1e",
                "1e+",
                "1E-",
                "1e1.5",
                "0x10",
                "1_000",
                "1 2",
                "1,",
                "--1",
                "1-",
                "0.1.2",
                "\u0661",
                "'a'",
                "a",
                "\"",
                "\"a",
                "\"a\\",
                "\"a\\\"",
                "\"\\x41\"",
                "\"\\a\"",
                "\"\\U0041\"",
                "\"\\u\"",
                "\"\\u1\"",
                "\"\\u12\"",
                "\"\\u123\"",
                "\"\\u123g\"",
                "\"\\u 123\"",
                "\"\\u+123\"",
                "\"\\u-123\"",
                "\"\\u00\u0661\u0661\"",
                "\"\\",
                "\"\\u00",
                "\"\\u0041",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "\"\u001f\"",
                "\"12345678\u001f\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[,]",
                "[1,,2]",
                "[1 2]",
                "[1:2]",
                "[1}",
                "[[1]",
                "[1]]",
                "[1],",
                "[]1",
                "[\"a",
                "[a]",
                "{",
                "}",
                "{]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\" 1}",
                "{\"a\",1}",
                "{\"a\"::1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{[]:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1]",
                "{\"a\":1}}",
                "{}{}",
                "{\"a\":1}#",
                "[1]//",
                "/**/1",
                "[1/*c*/]",
                "# 1",
                "\u00a01",
                "1\u00a0",
                "\u20281",
                "[\f1]",
                "[1\u000b]",
                "1\u0000",
                "[1\u0000]",
                "\ufeff1",
                "1\ufeff",
                "\u00e9",
                "[\u00e9]",
                "{\u00e9:1}"
            })
    void whatIsNotJsonIsRefused(String document) {
        refused(utf8(document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udbff\"",
                "\"\\udc00\"",
                "\"\\udfff\"",
                "\"\\ud800a\"",
                "\"\\ud800\\n\"",
                "\"\\ud800\\u0041\"",
                "\"\\ud800\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800\\\\udc00\"",
                "\"\\ud800\\udc0\"",
                "\"\\ud83d\\ude00\\ude00\"",
                "\"\\ud800",
                "\"\\ud800\\",
                "\"\\ud800\\u",
                "{\"\\ud800\":1}",
                "[1,{\"a\":\"\\uDFFF\"}]"
            })
    void aSurrogateWithoutItsMateIsRefused(String document) {
        refused(utf8(document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "ff",
                "fe",
                "c0af",
                "c080",
                "c1bf",
                "c2",
                "c241",
                "c2c2",
                "e0",
                "e080",
                "e08080",
                "e09fbf",
                "e28241",
                "e282",
                "eda080",
                "edbfbf",
                "eda0bdedb880",
                "ef",
                "efbf",
                "f0",
                "f08080af",
                "f08fbfbf",
                "f09f98",
                "f09f9841",
                "f09f4180",
                "f4908080",
                "f5808080",
                "f8808080 80",
                "fc",
                "e282ac80"
            })
    void malformedUtf8IsRefused(String hex) {
        byte[] sequence = HexFormat.of().parseHex(hex.replace(" ", ""));
        for (int before = 0; before < 9; before++) {
            ByteArrayOutputStream document = new ByteArrayOutputStream();
            document.writeBytes(utf8("\"" + "x".repeat(before)));
            document.writeBytes(sequence);
            refused(document.toByteArray());
            document.writeBytes(utf8("\""));
            refused(document.toByteArray());
        }
        refused(sequence);
    }

    @Test
    void aRawControlCharacterIsRefusedWhereverItStandsInAString() {
        for (char control = 0; control < ' '; control++) {
            for (int before = 0; before < 20; before++) {
                String document = "\"" + "x".repeat(before) + control + "y".repeat(20) + "\"";
                assertThat(refused(utf8(document)).detail())
                        .isEqualTo("control character in a string at byte " + (before + 1));
            }
        }
    }

    @Test
    void aByteOrderMarkIsRefused() {
        refused(HexFormat.of().parseHex("efbbbf6e756c6c"));
        refused("null".getBytes(StandardCharsets.UTF_16));
        refused("null".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void everyTruncationIsRefused() throws MalformedJsonException {
        byte[] whole = utf8(
                " {\"a\" : [1.5e+10, -0, \"\\ud83d\\ude00\u00e9\u20ac\ud83d\ude00\\n\"], \"b\\u0000\": {\"c\": null, \"d\":"
                        + " [true, false, {}, [], \"12345678901234567890\"]}}");
        StrictJson.parse(whole, DEPTH);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            MalformedJsonException refusal = refused(part);
            assertThat(refusal.offset()).isLessThanOrEqualTo(length);
        }
    }

    @Test
    void numbersKeepTheirSpelling() throws MalformedJsonException {
        String digits = "7".repeat(1_100);
        String numbers =
                "[1e400,9007199254740993,1.10,-0,1E+2,0.0000,1e-0," + digits + ",-" + digits + "." + digits + "]";
        assertThat(StrictJson.parse(utf8(numbers), DEPTH).text()).isEqualTo(numbers);
    }

    @Test
    void onlyInsignificantWhitespaceIsDropped() throws MalformedJsonException {
        String spaced = "\r\n\t { \"a b\"\t:\n[ 1 , \" \\n \" ,{ } , [ ]\r] , \"c\" : null }\n";
        String compact = "{\"a b\":[1,\" \\n \",{},[]],\"c\":null}";
        assertThat(StrictJson.parse(utf8(spaced), DEPTH).text()).isEqualTo(compact);
        JsonText stored = StrictJson.stored(utf8(spaced));
        assertThat(stored).isNotNull();
        assertThat(stored.text()).isEqualTo(compact);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"a\":1,\"\\u0061\":1}",
                "{\"\\u0061\":1,\"a\":1}",
                "{\"\":1,\"\":2}",
                "{\"\\u0061\":1,\"\\u0061\":1}",
                "{\"\u00e9\":1,\"\\u00E9\":1}",
                "{\"\\u00e9\":1,\"\\u00E9\":1}",
                "{\"/\":1,\"\\/\":1}",
                "{\"\\n\":1,\"\\u000a\":1}",
                "{\"\ud83d\ude00\":1,\"\\ud83d\\ude00\":1}",
                "{\"\\u0000\":1,\"\\u0000\":1}",
                "[[{\"x\":{\"a\":1,\"a\":2}}]]",
                "{\"a\":{\"b\":1,\"c\":[{\"d\":1}]},\"a\":2}",
                "{\"a\":{},\"b\":{\"x\":1,\"x\":2}}"
            })
    void aDuplicateNameIsRefusedHoweverItIsSpelled(String document) {
        assertThat(refused(utf8(document), false).detail()).startsWith("duplicate member name at byte ");
        assertThat(StrictJson.stored(utf8(document))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 10, 31, 32, 33, 34, 64, 65, 66, 1_000})
    void aDuplicateIsFoundWhereverItStandsInObjectsOfEverySize(int size) throws MalformedJsonException {
        for (int twice = 0; twice < size; twice += 1 + size / 40) {
            StringBuilder members = new StringBuilder("{");
            for (int i = 0; i < size; i++) {
                // An object inside, larger than a linear search takes, must leave the outer names as they were.
                members.append(i == 0 ? "" : ",").append(name(i)).append(":{\"name0\":0,\"name1\":1}");
            }
            StrictJson.parse(utf8(members + "}"), DEPTH);
            String again = twice % 2 == 0 ? "\"name" + twice + "\"" : "\"\\u006eame" + twice + "\"";
            MalformedJsonException refusal = refused(utf8(members + "," + again + ":0}"), false);
            assertThat(refusal.detail()).isEqualTo("duplicate member name at byte " + (members.length() + 1));
        }
    }

    private static String name(int i) {
        return i % 3 == 0 ? "\"n\\u0061me" + i + "\"" : "\"name" + i + "\"";
    }

    @Test
    void namesOfManyLengthsAreToldApart() throws MalformedJsonException {
        StringBuilder members = new StringBuilder("{");
        for (int length = 0; length < 300; length++) {
            members.append(length == 0 ? "" : ",")
                    .append('"')
                    .append("\\u0000".repeat(length))
                    .append("\":0");
        }
        StrictJson.parse(utf8(members + "}"), DEPTH);
        for (int length = 0; length < 300; length++) {
            refused(utf8(members + ",\"" + "\\u0000".repeat(length) + "\":0}"), false);
        }
    }

    @Test
    void aLargeObjectInsideALargeObjectHidesNoDuplicate() {
        StringBuilder inner = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            inner.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":0");
        }
        String outer = inner + ",\"in\":" + inner + "}";
        assertThat(StrictJson.stored(utf8(outer + "}"))).isNotNull();
        assertThat(refused(utf8(outer + ",\"k99\":0}"), false).offset()).isEqualTo(outer.length() + 1);
    }

    @Test
    void aHundredThousandMembersTakeNoQuadraticTime() throws MalformedJsonException {
        StringBuilder members = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++) {
            members.append(i == 0 ? "" : ",").append('"').append(100_000 + i).append("\":0");
        }
        byte[] document = utf8(members + "}");
        long start = System.nanoTime();
        StrictJson.parse(document, DEPTH);
        // Comparing each with each would be five thousand million comparisons.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(refused(utf8(members + ",\"100000\":0}"), false).offset()).isEqualTo(members.length() + 1);
    }

    @Test
    void nestingIsCountedFromTheOutermostContainer() throws MalformedJsonException {
        String scalar = "1";
        assertThat(StrictJson.parse(utf8(scalar), 0).text()).isEqualTo(scalar);
        for (int depth : new int[] {1, 2, 15, 16, 17, 128}) {
            byte[] arrays = utf8("[".repeat(depth) + "]".repeat(depth));
            byte[] objects = utf8("{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1));
            StrictJson.parse(arrays, depth);
            StrictJson.parse(objects, depth);
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> StrictJson.parse(arrays, depth - 1))
                    .satisfies(e -> assertThat(e.detail())
                            .isEqualTo("nesting deeper than " + (depth - 1) + " at byte " + (depth - 1)));
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> StrictJson.parse(objects, depth - 1));
        }
    }

    @Test
    void manyContainersSideBySideAreNotDeep() throws MalformedJsonException {
        String document = "[" + "[],{},".repeat(10_000) + "{\"a\":[{}]}]";
        assertThat(StrictJson.parse(utf8(document), 4).text()).isEqualTo(document);
    }

    @Test
    void aStoredValueMayBe256Deep() {
        assertThat(StrictJson.stored(utf8("[".repeat(256) + "]".repeat(256)))).isNotNull();
        assertThat(StrictJson.stored(utf8("[".repeat(257) + "]".repeat(257)))).isNull();
        assertThat(StrictJson.stored(utf8("[".repeat(1_000_000)))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"ab":1,"c":2,"ab":3}  | 14 | duplicate member name at byte 14
                    {"a":secret}           | 5  | expected a JSON value at byte 5
                    {"a":"secret           | 12 | the document ends inside a string at byte 12
                    [1,2                   | 4  | the document ends too early at byte 4
                    [1] secret             | 4  | expected nothing more after the JSON value at byte 4
                    {"a" "b"}              | 5  | expected a colon at byte 5
                    {secret:1}             | 1  | expected a member name at byte 1
                    ["x\\ud800"]           | 3  | lone surrogate in a string at byte 3
                    ["x\\q"]               | 3  | unknown escape in a string at byte 3
                    [01]                   | 2  | expected a comma or the end of the array at byte 2
                    {"a":1;}               | 6  | expected a comma or the end of the object at byte 6
                    [1.x]                  | 3  | expected a digit at byte 3
                    """)
    void aRefusalSaysWhatAndWhereWithoutRepeatingTheDocument(String document, int offset, String detail) {
        MalformedJsonException refusal = refused(utf8(document), false);
        assertThat(refusal.detail()).isEqualTo(detail);
        assertThat(refusal.offset()).isEqualTo(offset);
        assertThat(refusal).hasMessage(detail);
    }

    private static MalformedJsonException refused(byte[] document) {
        return refused(document, true);
    }

    private static MalformedJsonException refused(byte[] document, boolean storedToo) {
        if (storedToo) {
            assertThat(StrictJson.stored(document)).isNull();
        }
        try {
            StrictJson.parse(document, DEPTH);
        } catch (MalformedJsonException refusal) {
            assertThat(refusal.offset()).isBetween(0, document.length);
            return refusal;
        }
        throw new AssertionError("accepted: " + HexFormat.of().formatHex(document));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
