package io.continuo.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StrictJsonPropertyTest {

    private static final int ROUNDS = 3_000;
    private static final String MEANINGFUL = "{}[]:,\"\\/ \n\t-+.eE0123456789abfnrtuTlsDd8\u0000\u001f\u007f";

    @Test
    void whitespaceGoesAndEverythingElseStays() {
        eachSeed(random -> {
            RandomJson json = new RandomJson(random, false);
            assertThat(parse(json.spaced()).text()).isEqualTo(json.compact());
            JsonText stored = StrictJson.stored(utf8(json.spaced()));
            assertThat(stored).isNotNull();
            assertThat(stored.text()).isEqualTo(json.compact());
        });
    }

    @Test
    void membersAndElementsAreTheWholeValue() {
        eachSeed(random -> {
            String compact = new RandomJson(random, true).compact();
            assertThat(reassembled(parse(compact))).isEqualTo(compact);
        });
    }

    @Test
    void namesAndStringsAreDecodedAsAnotherParserDecodesThem() {
        eachSeed(random -> {
            JsonText json = parse(new RandomJson(random, false).spaced());
            agree(json, JacksonOracle.validTree(json));
        });
    }

    @Test
    void whatTheWriterWritesIsReadBackTheSame() {
        eachSeed(random -> {
            JsonText json = parse(new RandomJson(random, true).compact());
            JsonWriter writer = new JsonWriter(random.nextInt(300));
            rewrite(json, writer);
            assertThat(writer.toJsonText()).isEqualTo(json);
        });
    }

    @Test
    void damagedDocumentsAreAcceptedExactlyWhenAnotherParserAcceptsThem() {
        int[] accepted = {0, 0};
        eachSeed(random -> {
            byte[] valid = utf8(new RandomJson(random, false).spaced());
            for (int i = 0; i < 20; i++) {
                byte[] document = damaged(valid, random);
                JsonText ours = parseOrNull(document);
                JsonNode theirs = JacksonOracle.tree(document);
                assertThat(ours != null)
                        .as(() -> "accepted: " + HexFormat.of().formatHex(document))
                        .isEqualTo(theirs != null);
                if (ours != null && theirs != null) {
                    agree(ours, theirs);
                    assertThat(StrictJson.stored(document)).isEqualTo(ours);
                }
                accepted[ours == null ? 0 : 1]++;
            }
        });
        // Both sides must have been seen often, or the agreement means little.
        assertThat(accepted[0]).isGreaterThan(ROUNDS);
        assertThat(accepted[1]).isGreaterThan(ROUNDS);
    }

    private static byte[] damaged(byte[] valid, Random random) {
        byte[] document = valid.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && document.length > 0; i++) {
            int at = random.nextInt(document.length);
            switch (random.nextInt(6)) {
                case 0 -> document[at] = (byte) random.nextInt(256);
                case 1 -> document[at] = (byte) MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length()));
                case 2 -> document[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> document = splice(document, at, Math.min(document.length, at + 1), new byte[0]);
                case 4 -> {
                    int from = random.nextInt(document.length);
                    int to = Math.min(document.length, from + random.nextInt(12));
                    document = splice(document, at, at, Arrays.copyOfRange(document, from, to));
                }
                default ->
                    document = splice(
                            document, at, at, new byte[] {(byte) MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length()))
                            });
            }
        }
        return document;
    }

    private static byte[] splice(byte[] document, int from, int to, byte[] instead) {
        byte[] spliced = new byte[document.length - (to - from) + instead.length];
        System.arraycopy(document, 0, spliced, 0, from);
        System.arraycopy(instead, 0, spliced, from, instead.length);
        System.arraycopy(document, to, spliced, from + instead.length, document.length - to);
        return spliced;
    }

    private static String reassembled(JsonText json) {
        return switch (json.kind()) {
            case OBJECT ->
                json.members().stream()
                        .map(m -> JsonText.ofString(m.name()).text() + ":" + reassembled(m.value()))
                        .collect(Collectors.joining(",", "{", "}"));
            case ARRAY ->
                json.elements().stream()
                        .map(StrictJsonPropertyTest::reassembled)
                        .collect(Collectors.joining(",", "[", "]"));
            case STRING -> JsonText.ofString(json.asString()).text();
            default -> json.text();
        };
    }

    private static void rewrite(JsonText json, JsonWriter writer) {
        switch (json.kind()) {
            case OBJECT -> {
                writer.beginObject();
                for (JsonText.Member member : json.members()) {
                    rewrite(member.value(), writer.name(member.name()));
                }
                writer.endObject();
            }
            case ARRAY -> {
                writer.beginArray();
                json.elements().forEach(element -> rewrite(element, writer));
                writer.endArray();
            }
            case STRING -> writer.value(json.asString());
            default -> writer.value(json);
        }
    }

    private static void agree(JsonText ours, JsonNode theirs) {
        switch (ours.kind()) {
            case OBJECT -> {
                assertThat(theirs.isObject()).isTrue();
                List<JsonText.Member> members = ours.members();
                List<String> names = new ArrayList<>();
                theirs.fieldNames().forEachRemaining(names::add);
                assertThat(members.stream().map(JsonText.Member::name)).isEqualTo(names);
                for (JsonText.Member member : members) {
                    assertThat(ours.member(member.name())).isEqualTo(member.value());
                    agree(member.value(), theirs.required(member.name()));
                }
            }
            case ARRAY -> {
                assertThat(theirs.isArray()).isTrue();
                List<JsonText> elements = ours.elements();
                assertThat(elements).hasSize(theirs.size());
                for (int i = 0; i < elements.size(); i++) {
                    agree(elements.get(i), theirs.required(i));
                }
            }
            case STRING -> assertThat(ours.asString()).isEqualTo(theirs.textValue());
            case NUMBER -> assertThat(Double.parseDouble(ours.text())).isEqualTo(theirs.doubleValue());
            case BOOLEAN ->
                assertThat(theirs.isBoolean() && theirs.booleanValue() == ours.equals(JsonText.TRUE))
                        .isTrue();
            case NULL -> assertThat(theirs.isNull()).isTrue();
        }
    }

    private static void eachSeed(Consumer<Random> property) {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static JsonText parse(String document) {
        JsonText json = parseOrNull(utf8(document));
        if (json == null) {
            throw new AssertionError("refused: " + document);
        }
        return json;
    }

    private static @Nullable JsonText parseOrNull(byte[] document) {
        try {
            return StrictJson.parse(document, 128);
        } catch (MalformedJsonException refused) {
            return null;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
