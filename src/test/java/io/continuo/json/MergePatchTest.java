package io.continuo.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    /** Appendix A of RFC 7396, all of it, in its order. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}|{\"a\":null}|{}",
                "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
                "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
                "[\"a\",\"b\"]|[\"c\",\"d\"]|[\"c\",\"d\"]",
                "{\"a\":\"b\"}|[\"c\"]|[\"c\"]",
                "{\"a\":\"foo\"}|null|null",
                "{\"a\":\"foo\"}|\"bar\"|\"bar\"",
                "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
                "[1,2]|{\"a\":\"b\",\"c\":null}|{\"a\":\"b\"}",
                "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}"
            })
    void theExamplesOfTheStandardHold(String target, String patch, String result) {
        assertThat(apply(target, patch)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The order of the target, replaced in place, what is new behind it in the patch's order.
                "{\"a\":1,\"b\":2,\"c\":3}|{\"z\":0,\"c\":4,\"b\":null,\"y\":9,\"a\":5}|{\"a\":5,\"c\":4,\"z\":0,\"y\":9}",
                // Spellings stay, and names are compared decoded.
                "{\"\\u0061\":1.10,\"b\\/\":1e400}|{\"a\":-0,\"\\u0063\":1E+2}|{\"\\u0061\":-0,\"b\\/\":1e400,\"\\u0063\":1E+2}",
                // Nulls inside arrays are values, and so are those of the target.
                "{\"a\":null}|{\"b\":[null,{\"c\":null}]}|{\"a\":null,\"b\":[null,{\"c\":null}]}",
                "{\"a\":{\"x\":1}}|{\"a\":{}}|{\"a\":{\"x\":1}}",
                "{\"a\":[1]}|{\"a\":{}}|{\"a\":{}}",
                "{\"a\":[1]}|{\"a\":{\"b\":null,\"c\":{\"d\":null}}}|{\"a\":{\"c\":{}}}",
                "{\"a\":{\"b\":{\"c\":1,\"d\":{}},\"e\":2}}|{\"a\":{\"b\":{\"c\":null},\"f\":{\"g\":null}}}|{\"a\":{\"b\":{\"d\":{}},\"e\":2,\"f\":{}}}",
                "{\"a\":1}|{}|{\"a\":1}",
                "\"x\"|{}|{}",
                // A name that was stored twice is patched once.
                "{\"a\":1,\"a\":2}|{\"a\":3}|{\"a\":3}",
                "{\"a\":1,\"a\":2}|{\"a\":null}|{}"
            })
    void orderAndSpellingStay(String target, String patch, String result) {
        assertThat(apply(target, patch)).isEqualTo(result);
    }

    @Test
    void anAbsentTargetIsAnEmptyOne() {
        assertThat(MergePatch.apply(null, json("{\"a\":null,\"b\":{\"c\":null,\"d\":1}}"))
                        .text())
                .isEqualTo("{\"b\":{\"d\":1}}");
        assertThat(MergePatch.apply(null, json("[null]")).text()).isEqualTo("[null]");
        assertThat(MergePatch.apply(null, json("{}")).text()).isEqualTo("{}");
    }

    @Test
    void deepPatchesMerge() {
        String open = "{\"a\":".repeat(255);
        String close = "}".repeat(255);
        assertThat(apply(open + "{\"x\":1}" + close, open + "{\"y\":2}" + close))
                .isEqualTo(open + "{\"x\":1,\"y\":2}" + close);
    }

    @Test
    void randomPatchesAgreeWithTheAlgorithmOfTheStandardOnATree() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + 5_000; seed++) {
            Random random = new Random(seed);
            JsonText target = random.nextInt(10) == 0 ? null : value(random, 4);
            JsonText patch = value(random, 4);
            JsonNode expected =
                    onTree(target == null ? null : JacksonOracle.validTree(target), JacksonOracle.validTree(patch));
            // The tree keeps the order of insertion as the text does, so that its text is the same too.
            assertThat(MergePatch.apply(target, patch).text())
                    .as("seed " + seed)
                    .isEqualTo(expected.toString());
        }
    }

    private static JsonNode onTree(@Nullable JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result =
                target != null && target.isObject() ? target.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), onTree(result.get(member.getKey()), member.getValue()));
            }
        }
        return result;
    }

    /** Values with few names, so that target and patch meet. */
    private static JsonText value(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 4);
        if (kind < 4) {
            return List.of(
                            JsonText.NULL,
                            JsonText.TRUE,
                            JsonText.ofLong(random.nextInt(100)),
                            JsonText.ofString("\u00e9\n"))
                    .get(kind);
        }
        JsonWriter writer = new JsonWriter();
        if (kind == 4) {
            return writer.beginArray()
                    .value(value(random, depth - 1))
                    .nullValue()
                    .endArray()
                    .toJsonText();
        }
        writer.beginObject();
        List<String> names = new ArrayList<>(List.of("a", "b", "\"", "\u20ac", "", "c\\"));
        Collections.shuffle(names, random);
        for (String name : names.subList(0, random.nextInt(names.size() + 1))) {
            writer.member(name, value(random, depth - 1));
        }
        return writer.endObject().toJsonText();
    }

    private static String apply(String target, String patch) {
        return MergePatch.apply(json(target), json(patch)).text();
    }

    private static JsonText json(String text) {
        return JsonText.ofTrusted(text.getBytes(StandardCharsets.UTF_8));
    }
}
