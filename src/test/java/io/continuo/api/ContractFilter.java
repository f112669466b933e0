package io.continuo.api;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

import io.continuo.api.OpenApiDocument.Operation;

/** Holds every call that passes to the OpenAPI document, and remembers which answers were seen. */
final class ContractFilter implements Filter {

    /** The headers that mean something: where an answer has one, the document must say so. */
    private static final List<String> HEADERS = List.of(
            "ETag",
            "Location",
            "Idempotency-Replayed",
            "Retry-After",
            "WWW-Authenticate",
            "Continuo-Store",
            "X-Request-Id");

    private final OpenApiDocument document;
    private final Set<String> seen = new TreeSet<>();
    private final List<String> findings = new ArrayList<>();
    private String last = "";

    ContractFilter(OpenApiDocument document) {
        this.document = document;
    }

    /** Each answer that was seen, as operationId and status. */
    Set<String> seen() {
        return seen;
    }

    /** Where a call and the document disagree. */
    List<String> findings() {
        return findings;
    }

    /** Notes where the last call was answered otherwise; what follows may still be seen. */
    void expect(int status, Response answer) {
        if (answer.statusCode() != status) {
            findings.add(last + ", but " + status + " was expected: " + answer.asString());
        }
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response answer = context.next(request, expected);
        String path = URI.create(request.getURI()).getRawPath();
        document.operation(request.getMethod(), path)
                .ifPresentOrElse(
                        operation -> check(operation, request, answer),
                        () -> findings.add(request.getMethod() + " " + path + " is not documented"));
        return answer;
    }

    private void check(Operation operation, FilterableRequestSpecification request, Response answer) {
        String call = operation + " " + answer.statusCode();
        last = call;
        seen.add(operation.id() + " " + answer.statusCode());
        if (!operation.answers(answer.statusCode())) {
            findings.add(call + " is not documented: " + answer.asString());
            return;
        }
        JsonNode documented =
                document.resolved(operation.definition().path("responses").path(Integer.toString(answer.statusCode())));
        headers(call, documented.path("headers"), answer);
        body(call + " answer", documented.path("content"), answer.contentType(), answer.asString());
        Object sent = request.getBody();
        if (answer.statusCode() < 300 && sent != null) {
            JsonNode taken = operation.definition().path("requestBody").path("content");
            body(call + " request", taken, request.getContentType(), sent.toString());
        }
    }

    private void headers(String call, JsonNode documented, Response answer) {
        for (String name : HEADERS) {
            String value = answer.header(name);
            if (!documented.has(name)) {
                if (value != null) {
                    findings.add(call + " has the header " + name + ", which is not documented");
                }
                continue;
            }
            JsonNode header = document.resolved(documented.get(name));
            if (value != null) {
                misfits(call + " header " + name, header.get("schema"), value);
            } else if (header.path("required").asBoolean()) {
                findings.add(call + " lacks the header " + name);
            }
        }
    }

    private void body(String call, JsonNode documented, String contentType, String body) {
        if (documented.isMissingNode()) {
            if (!body.isEmpty()) {
                findings.add(call + " has a body, which is not documented: " + body);
            }
            return;
        }
        String type = contentType.replaceFirst(";.*", "").trim();
        if (!documented.has(type)) {
            findings.add(call + " is " + type + ", which is not documented");
            return;
        }
        JsonNode schema = documented.path(type).path("schema");
        if (type.endsWith("json") && !type.endsWith("ndjson")) {
            misfits(call, schema, json(body));
        } else {
            misfits(call, schema, TextNode.valueOf(body));
        }
    }

    private void misfits(String call, JsonNode schema, String header) {
        boolean number = "integer".equals(schema.path("type").asText());
        misfits(call, schema, number ? LongNode.valueOf(Long.parseLong(header)) : TextNode.valueOf(header));
    }

    private void misfits(String call, JsonNode schema, JsonNode value) {
        document.misfits(schema, value).forEach(misfit -> findings.add(call + ": " + misfit + " in " + value));
    }

    private static JsonNode json(String text) {
        try {
            return OpenApiDocument.JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
