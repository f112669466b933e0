package io.continuo.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;

/** The checked-in OpenAPI document, with its references resolved and its schemas ready to be asked. */
final class OpenApiDocument {

    /** Numbers as they are spelled, so that no value fits a schema only because it was rounded. */
    // Numbers as long as a caller likes: other tests store such.
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");

    private final JsonNode tree;
    private final ObjectNode components;
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(
            Dialects.getOpenApi31(),
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /**
     * A method of a path.
     *
     * @param path with its parameters in braces
     * @param pattern matches the paths of requests
     */
    record Operation(String method, String path, Pattern pattern, JsonNode definition) {

        String id() {
            return definition.path("operationId").asText();
        }

        boolean answers(int status) {
            return definition.path("responses").has(Integer.toString(status));
        }

        boolean takesBody() {
            return definition.has("requestBody");
        }

        List<Integer> statuses() {
            List<Integer> statuses = new ArrayList<>();
            definition.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
            return statuses;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private OpenApiDocument(JsonNode tree) {
        this.tree = tree;
        this.components = closed(tree.path("components").deepCopy());
        tree.path("paths").properties().forEach(path -> {
            Pattern pattern = Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+"));
            METHODS.stream()
                    .filter(path.getValue()::has)
                    .forEach(method -> operations.add(new Operation(
                            method.toUpperCase(Locale.ROOT),
                            path.getKey(),
                            pattern,
                            path.getValue().get(method))));
        });
    }

    static OpenApiDocument checkedIn() {
        try (InputStream yaml = OpenApiDocument.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new OpenApiDocument(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode tree() {
        return tree;
    }

    List<Operation> operations() {
        return operations;
    }

    /** The operation that a request means; a path without parameters goes before one with them. */
    Optional<Operation> operation(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> operation.pattern().matcher(path).matches())
                .min((a, b) -> Boolean.compare(a.path().contains("{"), b.path().contains("{")));
    }

    /** The node itself, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? tree.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Every value of a tree without members or elements of its own, with the place where it stands. */
    static Set<String> leaves(JsonNode tree) {
        Set<String> leaves = new TreeSet<>();
        collect(tree, "", leaves);
        return leaves;
    }

    private static void collect(JsonNode node, String pointer, Set<String> leaves) {
        if (node.isEmpty()) {
            leaves.add(pointer + " = " + node);
        }
        node.properties().forEach(member -> collect(member.getValue(), pointer + "/" + member.getKey(), leaves));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, leaves);
            }
        }
    }

    /** What of the value does not fit the schema, in words. */
    List<String> misfits(JsonNode schema, JsonNode value) {
        ObjectNode root = schema.deepCopy();
        root.set("components", components);
        return schemas
                .getSchema(SchemaLocation.of("urn:continuo:openapi:" + Integer.toHexString(root.hashCode())), root)
                .validate(value)
                .stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }

    /**
     * Readers have to accept members that a later version adds, so the document does not close the objects of answers. This
     * version's answers have no others than the documented ones: closed here, a forgotten one is found.
     */
    private static ObjectNode closed(ObjectNode components) {
        components.path("schemas").forEach(schema -> {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        return components;
    }
}
