package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins the wire shape of every failure. */
@QuarkusTest
class ProblemContractTest {

    static Stream<Arguments> invalidBodies() {
        return Stream.of(
                Arguments.of("append", "{\"role\":\"user\"}", "#/content"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":5}", "#/content"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":[5]}", "#/content"),
                Arguments.of("append", "{\"role\":\"robot\",\"content\":\"\"}", "#/role"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"seq\":1}", "#/seq"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"rolle\":1}", "#/rolle"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"timestamp\":\"today\"}", "#/timestamp"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"timestamp\":5}", "#/timestamp"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"metadata\":[]}", "#/metadata"),
                Arguments.of("append", "{\"role\":\"user\",\"content\":\"\",\"tool_calls\":{}}", "#/tool_calls"),
                Arguments.of("append", "{\"messages\":[]}", "#/messages"),
                Arguments.of("append", "{\"messages\":[{\"role\":\"user\"}]}", "#/messages/0/content"),
                Arguments.of("append", "{\"messages\":[7]}", "#/messages/0"),
                Arguments.of(
                        "append", "{\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"role\":\"user\"}", "#/role"),
                Arguments.of("append", "[]", "#"),
                Arguments.of("create", "{\"session_id\":\"a/b\"}", "#/session_id"),
                Arguments.of("create", "{\"session_id\":\"..\"}", "#/session_id"),
                Arguments.of("create", "{\"session_id\":\"\"}", "#/session_id"),
                Arguments.of("create", "{\"session_id\":7}", "#/session_id"),
                Arguments.of("create", "{\"user_id\":\"ä\"}", "#/user_id"),
                Arguments.of("create", "{\"state\":[]}", "#/state"),
                Arguments.of("create", "{\"metadata\":\"x\"}", "#/metadata"),
                Arguments.of("create", "{\"ttl\":3600}", "#/ttl"),
                Arguments.of("create", "{\"ttl\":\"PT0S\"}", "#/ttl"),
                Arguments.of("create", "{\"ttl\":\"-PT1H\"}", "#/ttl"),
                Arguments.of("create", "{\"ttl\":\"P36501D\"}", "#/ttl"),
                Arguments.of("create", "{\"ttl\":\"1h\"}", "#/ttl"),
                Arguments.of("create", "{\"a/~b\":1}", "#/a~1~0b"),
                Arguments.of("input", "{\"user_input\":7}", "#/user_input"),
                Arguments.of("input", "{}", "#/user_input"),
                Arguments.of("input", "{\"user_input\":\"\",\"history\":0}", "#/history"),
                Arguments.of("input", "{\"user_input\":\"\",\"history\":501}", "#/history"),
                Arguments.of("input", "{\"user_input\":\"\",\"history\":\"5\"}", "#/history"),
                Arguments.of("input", "{\"user_input\":\"\",\"history\":5.0}", "#/history"));
    }

    @ParameterizedTest
    @MethodSource("invalidBodies")
    void aFieldThatIsWrongIsNamed(String call, String body, String pointer) {
        String id = newId();
        Response answer = "append".equals(call)
                ? Rest.append(id, body)
                : "create".equals(call) ? Rest.create(body) : Rest.input(body);
        isProblem(answer, 400, "invalid-request").then().body("errors.pointer", hasItem(pointer));
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        isProblem(Rest.append(newId(), "{\"role\":1,\"content\":2,\"x\":3}"), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem("#/role"))
                .body("errors.pointer", hasItem("#/content"))
                .body("errors.pointer", hasItem("#/x"));
    }

    static Stream<String> malformedBodies() {
        return Stream.of(
                "",
                " ",
                "{",
                "{\"state\":{\"a\":1",
                "{\"state\":{\"a\":1,\"a\":2}}",
                "{\"state\":{\"a\":1,\"\\u0061\":2}}",
                "{\"state\":{\"a\":\"\\ud800\"}}",
                "{\"state\":{\"a\":01}}",
                "{\"state\":{\"a\":NaN}}",
                "{} {}",
                "{\"state\":" + "[".repeat(128) + "]".repeat(128) + "}",
                "\ufeff{}");
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void aBodyThatIsNotStrictJsonIsRefused(String body) {
        isProblem(Rest.json(body).post(SESSIONS), 400, "malformed-json");
    }

    @Test
    void wrongEncodingsAreRefused() {
        byte[] latin1 = "{\"state\":{\"a\":\"\u00e4\"}}".getBytes(StandardCharsets.ISO_8859_1);
        isProblem(
                RestAssured.given().contentType("application/json").body(latin1).post(SESSIONS), 400, "malformed-json");
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16);
        isProblem(
                RestAssured.given().contentType("application/json").body(utf16).post(SESSIONS), 400, "malformed-json");
    }

    static Stream<Arguments> wrongParameters() {
        return Stream.of(
                Arguments.of(SESSIONS + "?limit=0", "limit"),
                Arguments.of(SESSIONS + "?limit=501", "limit"),
                Arguments.of(SESSIONS + "?limit=ten", "limit"),
                Arguments.of(SESSIONS + "?limit=", "limit"),
                Arguments.of(SESSIONS + "?user_id=", "user_id"),
                Arguments.of(SESSIONS + "?user_id", "user_id"),
                Arguments.of(SESSIONS + "?cursor=", "cursor"),
                Arguments.of(SESSIONS + "/x?history=", "history"),
                Arguments.of(SESSIONS + "?cursor=nonsense", "cursor"),
                Arguments.of(SESSIONS + "?active_since=yesterday", "active_since"),
                Arguments.of(SESSIONS + "?user_id=a%20b", "user_id"),
                Arguments.of(SESSIONS + "/x?history=0", "history"),
                Arguments.of(SESSIONS + "/x?history=-1", "history"),
                Arguments.of(SESSIONS + "/x/messages?order=up", "order"),
                Arguments.of(SESSIONS + "/x/messages?before=-1", "before"),
                Arguments.of(SESSIONS + "/x/messages?after=x", "after"),
                Arguments.of(SESSIONS + "/x/messages?role=robot", "role"),
                Arguments.of(SESSIONS + "/a%2Fb", "session_id"),
                Arguments.of(SESSIONS + "/a%20b", "session_id"),
                Arguments.of(SESSIONS + "/%7Bid%7D", "session_id"),
                Arguments.of(SESSIONS + "/a%25b", "session_id"),
                Arguments.of(SESSIONS + "/a%3Bb", "session_id"),
                Arguments.of(SESSIONS + "/%C3%A4", "session_id"),
                Arguments.of(SESSIONS + "/%00", "session_id"),
                Arguments.of(SESSIONS + "/" + "x".repeat(201), "session_id"),
                Arguments.of(SESSIONS + "/a;b=c", "path"),
                Arguments.of(SESSIONS + "/%2e%2e", "path"),
                Arguments.of(SESSIONS + "/%2E", "path"));
    }

    @ParameterizedTest
    @MethodSource("wrongParameters")
    void aParameterThatIsWrongIsNamed(String path, String parameter) {
        isProblem(RestAssured.given().urlEncodingEnabled(false).get(path), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem(parameter));
    }

    @ParameterizedTest
    @ValueSource(strings = {SESSIONS + "//x", SESSIONS + "/../x", SESSIONS + "/./x"})
    void whatNoClientLibrarySendsIsRefusedAsWell(String path) throws IOException {
        try (RawHttp http = new RawHttp()) {
            String answer =
                    http.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
            assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:continuo:problem:invalid-request");
        }
    }

    static Stream<Arguments> wrongHeaders() {
        return Stream.of(
                Arguments.of("Continuo-Namespace", "UPPER"),
                Arguments.of("Continuo-Namespace", "a".repeat(65)),
                Arguments.of("Idempotency-Key", "a b"),
                Arguments.of("Idempotency-Key", "a".repeat(201)),
                Arguments.of("Continuo-Namespace", ""),
                Arguments.of("Idempotency-Key", ""),
                Arguments.of("If-Match", ""),
                Arguments.of("If-Match", ","),
                Arguments.of("If-Match", "7"),
                Arguments.of("If-Match", "\"7"),
                Arguments.of("If-None-Match", "\"7\""));
    }

    @ParameterizedTest
    @MethodSource("wrongHeaders")
    void aHeaderThatIsWrongIsNamed(String name, String value) {
        isProblem(Rest.json("{}").header(name, value).post(SESSIONS), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Continuo-Namespace", "Idempotency-Key"})
    void twoValuesOfAHeaderThatHasOneAreNotOne(String name) {
        isProblem(Rest.json("{}").header(name, "a").header(name, "b").post(SESSIONS), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem(name));
    }

    static Stream<Arguments> allowedMethods() {
        return Stream.of(
                Arguments.of("", "GET, HEAD, POST"),
                Arguments.of("/x", "DELETE, GET, HEAD, PATCH, PUT"),
                Arguments.of("/x/touch", "POST"),
                Arguments.of("/x/debug", "GET, HEAD"),
                Arguments.of("/x/messages", "DELETE, GET, HEAD, POST"),
                Arguments.of("/x/messages/", "DELETE, GET, HEAD, POST"));
    }

    @ParameterizedTest
    @MethodSource("allowedMethods")
    void aMethodThatAPathLacksIsAnsweredWithThoseItHas(String path, String allowed) {
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"}) {
            if (!allowed.contains(method)) {
                isProblem(RestAssured.request(method, SESSIONS + path), 405, "method-not-allowed")
                        .then()
                        .header("Allow", equalTo(allowed));
            }
        }
        isProblem(RestAssured.request("PATCH", SESSIONS + "/x/nowhere"), 404, "not-found");
    }

    @Test
    void aBodyThatIsNotPlainUtf8IsRefused() {
        for (String charset : new String[] {"iso-8859-1", "UTF-16", "nonsense", ""}) {
            isProblem(
                    RestAssured.given()
                            .body("{}".getBytes(StandardCharsets.US_ASCII))
                            .header("Content-Type", "application/json; charset=" + charset)
                            .post(SESSIONS),
                    415,
                    "unsupported-media-type");
        }
        isProblem(Rest.json("{}").header("Content-Encoding", "gzip").post(SESSIONS), 415, "unsupported-media-type");
        Rest.json("{}")
                .contentType("application/json; charset=\"utf-8\"")
                .post(SESSIONS)
                .then()
                .statusCode(201);
    }

    @Test
    void metricsComeInTheFormatThatIsAccepted() {
        isProblem(RestAssured.given().accept("text/html").get("/metrics"), 406, "not-acceptable");
        isProblem(RestAssured.given().accept("nonsense").get("/metrics"), 406, "not-acceptable");
        for (String accept : new String[] {"text/plain", "text/*", "application/openmetrics-text;q=0.7, text/plain"}) {
            RestAssured.given()
                    .accept(accept)
                    .get("/metrics")
                    .then()
                    .statusCode(200)
                    .contentType("text/plain");
        }
        for (String accept : new String[] {"application/openmetrics-text", "*/*"}) {
            RestAssured.given()
                    .accept(accept)
                    .get("/metrics")
                    .then()
                    .statusCode(200)
                    .contentType("application/openmetrics-text");
        }
    }

    @Test
    void whatIsNotThereIsAProblem() {
        isProblem(RestAssured.get("/"), 404, "not-found");
        isProblem(RestAssured.get("/nowhere"), 404, "not-found");
        isProblem(RestAssured.get("/api/v1/nowhere"), 404, "not-found");
        isProblem(Rest.get(newId()), 404, "session-not-found");
        isProblem(RestAssured.delete("/api/v1/redis-status"), 405, "method-not-allowed");
        isProblem(RestAssured.given().accept("text/html").get(SESSIONS), 406, "not-acceptable");
        isProblem(
                RestAssured.given().contentType("text/plain").body("{}").post(SESSIONS), 415, "unsupported-media-type");
        isProblem(Rest.json("{}").patch(SESSIONS + "/x"), 415, "unsupported-media-type");
    }

    @Test
    void limitsAreNamedWithWhatIsAllowed() {
        String large = "x".repeat(262_144);
        isProblem(Rest.say(newId(), large), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("message_bytes"))
                .body("allowed", equalTo(262_144));
        isProblem(Rest.create("{\"state\":{\"a\":\"" + large + "\"}}"), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("state_bytes"));
        isProblem(Rest.create("{\"metadata\":{\"a\":\"" + "x".repeat(16_384) + "\"}}"), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("metadata_bytes"));
        String message = "{\"role\":\"user\",\"content\":\"\"},";
        isProblem(
                        Rest.append(
                                newId(),
                                "{\"messages\":[" + message.repeat(100) + "{\"role\":\"user\",\"content\":\"\"}]}"),
                        422,
                        "limit-exceeded")
                .then()
                .body("limit", equalTo("messages"))
                .body("allowed", equalTo(100));
    }

    @Test
    void aBodyThatIsTooLargeGetsItsProblemAndTheConnectionLives() {
        isProblem(Rest.say(newId(), "x".repeat(3_000_000)), 413, "payload-too-large")
                .then()
                .body("allowed", equalTo(1_048_576));
    }

    @Test
    void aConflictTellsTheVersion() {
        String id = newId();
        Rest.put(id, "{}");
        isProblem(Rest.create("{\"session_id\":\"" + id + "\"}"), 409, "session-exists");
        isProblem(Rest.json("{}").header("If-Match", "\"4\"").put(SESSIONS + "/" + id), 412, "version-conflict")
                .then()
                .body("current_version", equalTo(1));
    }

    @Test
    void theCallersRequestIdIsUsed() {
        RestAssured.given()
                .header("X-Request-Id", "trace-1")
                .get(SESSIONS + "/" + newId())
                .then()
                .header("X-Request-Id", "trace-1")
                .body("request_id", equalTo("trace-1"));
    }

    static Response isProblem(Response answer, int status, String name) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("X-Request-Id", not(emptyOrNullString()))
                .header("Continuo-Store", not(emptyOrNullString()))
                .body("type", equalTo("urn:continuo:problem:" + name))
                .body("title", not(emptyOrNullString()))
                .body("status", equalTo(status))
                .body("detail", not(emptyOrNullString()))
                .body("request_id", equalTo(answer.header("X-Request-Id")));
        assertThat(answer.asString()).doesNotContain("java.", "Exception", "quarkus", "vertx");
        return answer;
    }
}
