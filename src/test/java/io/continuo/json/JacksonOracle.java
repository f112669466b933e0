package io.continuo.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** What another parser makes of a document, under the same rules. */
final class JacksonOracle {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNestingDepth(128)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JacksonOracle() {}

    /** The tree of the document, or null where it breaks a rule. */
    static @Nullable JsonNode tree(byte[] document) {
        try {
            // From bytes Jackson is lenient about UTF-8, takes a byte order mark and guesses other encodings; from
            // characters it takes U+1939 for the digit 9 in an escape. What it accepts both ways is well-formed.
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
            if (text.length() > 0 && text.charAt(0) == '\ufeff') {
                return null;
            }
            JsonNode tree = MAPPER.readTree(document);
            boolean alike = tree.equals(MAPPER.readTree(text.toString()));
            return !alike || tree.isMissingNode() || holdsLoneSurrogate(tree) ? null : tree;
        } catch (IOException refused) {
            return null;
        }
    }

    static JsonNode validTree(JsonText json) {
        JsonNode tree = tree(json.bytes());
        if (tree == null) {
            throw new AssertionError("refused: " + json.text());
        }
        return tree;
    }

    private static boolean holdsLoneSurrogate(JsonNode node) {
        if (node.isTextual()) {
            return isTorn(node.textValue());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (isTorn(member.getKey())) {
                return true;
            }
        }
        for (JsonNode child : node) {
            if (holdsLoneSurrogate(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTorn(String string) {
        return string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
