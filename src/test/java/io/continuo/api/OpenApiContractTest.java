package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import io.continuo.api.OpenApiDocument.Operation;

/** The running service and the checked-in OpenAPI document agree, call by call. */
@QuarkusTest
class OpenApiContractTest {

    private static final String INVALIDATIONS = "/api/v1/admin/invalidations";
    private static final String NDJSON = "application/x-ndjson";
    private static final String PATCH = "application/merge-patch+json";
    private static final String SAID = "{\"role\":\"user\",\"content\":\"Hello\",\"message_id\":\"m1\"}";

    /** A body that each call takes; {@code %s} is the session's id. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("createSession", "{\"session_id\":\"%s\"}"),
            Map.entry("putSession", "{\"state\":{\"a\":1}}"),
            Map.entry("patchSession", "{\"state\":{\"a\":1}}"),
            Map.entry("appendMessages", "{\"role\":\"user\",\"content\":\"Hello\"}"),
            Map.entry("putSessionDocument", "{\"name\":\"Mira\"}"),
            Map.entry("putUserDocument", "7"),
            Map.entry("runBatch", "{\"operations\":[{\"op\":\"get_session\",\"session_id\":\"%s\"}]}"),
            Map.entry("importData", "{\"kind\":\"header\",\"format\":1}"),
            Map.entry("invalidate", "{\"scope\":\"session\",\"session_id\":\"%s\"}"),
            Map.entry("beginTurn", "{\"session_id\":\"%s\",\"user_input\":\"Hello\"}"),
            Map.entry("anonymizeData", "{\"scope\":\"namespace\"}"));

    /** Answers that need a store that is away or damaged, a slow client, or other settings; other tests have them. */
    private static final Set<Integer> NOT_PROVOKED = Set.of(202, 401, 403, 408, 429, 500, 503);

    private static final Set<String> OF_OTHER_SETTINGS = Set.of(
            "anonymizeData 200",
            "seedRedisStatus 404",
            "seedDebugSession 404",
            "seedVerifySession 404",
            "listUserDocuments 404",
            "putUserDocument 404",
            "eraseUser 404",
            "createSession 404",
            "putSession 404",
            "beginTurn 404");

    private final OpenApiDocument document = OpenApiDocument.checkedIn();
    private final ContractFilter contract = new ContractFilter(document);

    @Test
    void theServedDocumentIsTheCheckedInOne() throws IOException {
        String served =
                RestAssured.given().queryParam("format", "json").get("/openapi").asString();
        Set<String> here = OpenApiDocument.leaves(document.tree());
        Set<String> there = OpenApiDocument.leaves(OpenApiDocument.JSON.readTree(served));
        assertThat(there).hasSizeGreaterThan(1_000);
        assertThat(missing(here, there)).as("not served as it is checked in").isEmpty();
        assertThat(missing(there, here)).as("served, but not checked in").isEmpty();
    }

    @Test
    void everyDocumentedAnswerIsGivenAsItIsDocumented() {
        sessions();
        messages();
        turns();
        documents(SESSIONS + "/" + created());
        documents(USERS + "/" + newId());
        users();
        batches();
        invalidations();
        operating();
        pathsOfExistingApplications();
        problemsOfEveryCall();
        assertThat(contract.findings()).isEmpty();
        assertThat(missing(documentedAnswers(), contract.seen()))
                .as("documented answers that were never given")
                .isEmpty();
    }

    private void sessions() {
        String id = newId();
        String one = SESSIONS + "/" + id;
        String whole = "{\"session_id\":\"" + id + "\",\"user_id\":\"u-7\",\"ttl\":\"PT2H\","
                + "\"metadata\":{\"locale\":\"en\"},\"state\":{\"stage\":{\"n\":1e400},\"gone\":null}}";
        status(201, json(whole).header("Idempotency-Key", "k1").post(SESSIONS));
        Response again = status(201, json(whole).header("Idempotency-Key", "k1").post(SESSIONS));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        status(201, json("{}").post(SESSIONS));
        status(409, json(whole).post(SESSIONS));
        status(422, json("{\"state\":{\"a\":\"" + "x".repeat(300_000) + "\"}}").post(SESSIONS));
        status(400, json("{\"state\":[],\"unknown\":1}").post(SESSIONS));

        status(200, plain().queryParam("user_id", "u-7").queryParam("limit", 1).get(SESSIONS));
        String cursor = status(200, plain().queryParam("limit", 1).get(SESSIONS))
                .jsonPath()
                .getString("next_cursor");
        status(200, plain().queryParam("cursor", cursor).get(SESSIONS));
        status(400, plain().queryParam("limit", 0).get(SESSIONS));

        status(201, json("{\"state\":{\"a\":true}}").put(SESSIONS + "/" + newId()));
        String tag = status(200, json("{\"user_id\":\"u-8\"}").put(one)).header("ETag");
        status(304, plain().header("If-None-Match", tag).get(one));
        status(
                200,
                json("{\"state\":{\"a\":{\"b\":1}},\"metadata\":null,\"user_id\":null,\"ttl\":null}")
                        .contentType(PATCH)
                        .header("If-Match", tag)
                        .patch(one));
        status(200, plain().head(one));
        status(204, plain().post(one + "/touch"));
        status(200, plain().queryParam("history", 5).get(one));
        status(204, plain().delete(one));
    }

    private void messages() {
        String id = newId();
        String history = SESSIONS + "/" + id + "/messages";
        status(201, json(SAID).header("Idempotency-Key", "k2").post(history));
        status(201, json(SAID).header("Idempotency-Key", "k2").post(history));
        status(200, json(SAID).post(history));
        status(409, json(SAID.replace("Hello", "Goodbye")).post(history));
        status(
                201,
                json("{\"messages\":[{\"role\":\"assistant\",\"content\":null,\"name\":\"helper\","
                                + "\"tool_calls\":[{\"id\":\"c1\"}],\"metadata\":{\"n\":1.10}},"
                                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":[{\"type\":\"text\",\"text\":\"\"}],"
                                + "\"timestamp\":\"2026-11-20T10:30:00+01:00\"}],"
                                + "\"state\":{\"stage\":2,\"draft\":null},\"user_id\":\"u-9\",\"session_metadata\":{\"x\":[]}}")
                        .post(history));
        status(
                400,
                json("{\"messages\":[{\"role\":\"user\",\"content\":null}]}").post(history));
        status(200, plain().queryParam("after", 0).queryParam("limit", 2).get(history));
        status(
                200,
                plain().queryParam("order", "desc").queryParam("role", "tool").get(history));
        status(200, plain().queryParam("history", 3).get(SESSIONS + "/" + id));
        status(200, plain().get(SESSIONS + "/" + id + "/debug"));
        status(204, plain().delete(history));
        Response empty = status(200, plain().get(history));
        assertThat(empty.jsonPath().getMap("$")).containsEntry("first_seq", null);
    }

    private void documents(String owner) {
        String list = owner + "/documents";
        String one = list + "/character/heroine";
        status(201, json("{\"name\":\"Mira\"}").header("Idempotency-Key", "d1").put(one));
        Response again = status(
                201, json("{\"name\":\"Mira\"}").header("Idempotency-Key", "d1").put(one));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        String tag =
                status(200, json("[1.10]").header("If-Match", "\"1\"").put(one)).header("ETag");
        status(201, json("null").header("If-None-Match", "*").put(list + "/scene/1?ttl=PT2H"));
        status(400, json("null").put(list + "/scene/1?ttl=PT0S"));
        status(422, json("\"" + "x".repeat(300_000) + "\"").put(one));
        status(200, plain().get(one));
        status(304, plain().header("If-None-Match", tag).get(one));
        status(200, plain().head(one));
        String cursor =
                status(200, plain().queryParam("limit", 1).get(list)).jsonPath().getString("next_cursor");
        status(200, plain().queryParam("cursor", cursor).get(list));
        status(200, plain().queryParam("type", "scene").get(list));
        status(204, plain().header("If-Match", tag).delete(one));
    }

    private void users() {
        String user = USERS + "/" + newId();
        status(200, plain().get(user));
        status(200, plain().get(user + "/sessions"));
        status(200, plain().queryParam("keep", "a", "b").delete(user));
        String id = user.substring(USERS.length() + 1);
        status(201, json("{\"user_id\":\"" + id + "\"}").post(SESSIONS));
        status(201, json("{\"user_id\":\"" + id + "\"}").post(SESSIONS));
        status(200, plain().get(user));
        String cursor = status(200, plain().queryParam("limit", 1).get(user + "/sessions"))
                .jsonPath()
                .getString("next_cursor");
        status(200, plain().queryParam("cursor", cursor).get(user + "/sessions"));
        status(200, plain().delete(user));
    }

    private void turns() {
        String id = newId();
        String turn = "{\"session_id\":\"" + id + "\",\"user_input\":\"Hello\",\"user_id\":\"u-7\",\"history\":20,"
                + "\"metadata\":{\"channel\":\"web\"},\"state\":{\"last_topic\":\"work\"}}";
        status(201, json(turn).post("/api/v1/input"));
        status(200, json(turn).post("/api/v1/input"));
        status(201, json("{\"user_input\":\"\"}").post("/api/v1/input"));
    }

    private void batches() {
        String id = newId();
        String one = "\"session_id\":\"" + id + "\"";
        String append =
                "{\"op\":\"append_messages\"," + one + ",\"role\":\"user\",\"content\":\"Hello\",\"if_match\":1,"
                        + "\"create\":false,\"idempotency_key\":\"k\",\"state\":{\"a\":1.10},\"session_metadata\":{}}";
        status(
                200,
                json("{\"operations\":["
                                + "{\"op\":\"put_session\"," + one + ",\"ttl\":\"PT2H\",\"if_none_match\":\"*\"},"
                                + append + "," + append
                                + ",{\"op\":\"append_messages\"," + one
                                + ",\"messages\":[{\"role\":\"assistant\",\"content\":\"\"}]},"
                                + "{\"op\":\"patch_session\"," + one + ",\"state\":null,\"if_match\":\"\\\"7\\\"\"},"
                                + "{\"op\":\"patch_session\"," + one + ",\"user_id\":\"u\",\"ttl\":null},"
                                + "{\"op\":\"get_session\"," + one + ",\"history\":5},"
                                + "{\"op\":\"get_session\"," + one + ",\"if_none_match\":\"*\"},"
                                + "{\"op\":\"put_document\"," + one
                                + ",\"type\":\"t\",\"key\":\"k\",\"document\":null,\"ttl\":\"PT2H\",\"if_none_match\":\"*\"},"
                                + "{\"op\":\"get_document\"," + one + ",\"type\":\"t\",\"key\":\"k\"},"
                                + "{\"op\":\"delete_document\",\"user_id\":\"u\",\"type\":\"t\",\"key\":\"k\"},"
                                + "{\"op\":\"touch_session\"," + one + "},{\"op\":\"delete_session\"," + one + "},"
                                + "{\"op\":\"get_session\"," + one + "}]}")
                        .post("/api/v1/batch"));
        String operation = "{\"op\":\"touch_session\"," + one + "}";
        status(
                422,
                json("{\"operations\":[" + (operation + ",").repeat(1_000) + operation + "]}")
                        .post("/api/v1/batch"));
        status(413, json(" ".repeat(8_400_000)).post("/api/v1/batch"));
    }

    private void invalidations() {
        String one = "\"scope\":\"session\",\"session_id\":\"" + created() + "\"";
        status(409, json("{" + one + ",\"dry_run\":false}").post(INVALIDATIONS));
        String token = status(200, json("{" + one + ",\"time_limit\":\"PT1S\"}").post(INVALIDATIONS))
                .jsonPath()
                .getString("confirmation_token");
        String confirmed = ",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}";
        status(200, json("{" + one + confirmed).post(INVALIDATIONS));
        status(409, json("{\"scope\":\"orphans\"" + confirmed).post(INVALIDATIONS));
        for (String scope : List.of(
                "\"user\",\"user_id\":\"u-7\",\"keep\":[\"note\"]",
                "\"document\",\"type\":\"note\",\"key\":\"a\"",
                "\"older_than\",\"idle_for\":\"PT1S\"",
                "\"orphans\"",
                "\"all\"")) {
            status(200, json("{\"scope\":" + scope + "}").post(INVALIDATIONS));
        }
    }

    private void operating() {
        status(200, plain().get("/api/v1/admin/export"));
        status(200, json("{\"kind\":\"end\"}\nnone").contentType(NDJSON).post("/api/v1/admin/import"));
        status(409, json("{\"scope\":\"user\",\"user_id\":\"u-7\"}").post("/api/v1/admin/anonymize"));
        status(200, plain().get("/api/v1/redis-status"));
        status(200, plain().get("/api/v1/stats"));
        status(200, plain().get(SESSIONS + "/" + newId() + "/debug"));
        status(200, plain().get("/health"));
        status(200, plain().get("/health/live"));
        status(200, plain().get("/health/ready"));
        status(200, plain().get("/health/started"));
        status(200, plain().get("/metrics"));
        status(200, plain().accept("text/plain").get("/metrics"));
        status(
                200,
                plain().accept("application/openmetrics-text; version=1.0.0; charset=utf-8")
                        .get("/metrics"));
    }

    private void pathsOfExistingApplications() {
        String id = created();
        status(200, plain().get("/api/session/redis-status"));
        status(200, plain().get("/api/session/" + id + "/debug"));
        status(200, plain().get("/api/session/" + id + "/verify"));
        status(204, plain().delete("/api/session/" + id));
    }

    private void problemsOfEveryCall() {
        everyThatAnswers(
                400,
                operation -> status(
                        400,
                        sample(operation, newId())
                                .header("Continuo-Namespace", "UPPER")
                                .request(operation.method(), path(operation, newId()))));
        everyThatAnswers(
                404,
                operation ->
                        status(404, sample(operation, newId()).request(operation.method(), path(operation, newId()))));
        everyThatAnswers(
                406,
                operation -> status(
                        406,
                        sample(operation, newId())
                                .accept("text/csv")
                                .request(operation.method(), path(operation, newId()))));
        everyThatAnswers(412, operation -> {
            String id = "createSession".equals(operation.id()) ? newId() : created();
            if (operation.path().endsWith("/{key}")) {
                status(201, json("1").put(path(operation, id)));
            }
            status(
                    412,
                    sample(operation, id)
                            .header("If-Match", "\"999\"")
                            .request(operation.method(), path(operation, id)));
        });
        everyThatAnswers(
                413,
                operation -> status(
                        operation.id().equals("runBatch") ? 400 : 413,
                        sample(operation, newId())
                                // Of an import only what is none of lines is measured as a whole.
                                .contentType("PATCH".equals(operation.method()) ? PATCH : "application/json")
                                .body(" ".repeat(1_100_000))
                                .request(operation.method(), path(operation, newId()))));
        everyThatAnswers(
                415,
                operation -> status(
                        415,
                        sample(operation, newId())
                                .contentType("text/plain")
                                .request(operation.method(), path(operation, newId()))));
        everyThatAnswers(422, operation -> {
            if (operation.id().equals("runBatch")) {
                return;
            }
            String id = newId();
            String other = operation.path().contains("{user_id}")
                    ? USERS + "/" + id + "/documents/other/one"
                    : SESSIONS + "/" + id;
            status(201, json("{}").header("Idempotency-Key", "used").put(other));
            status(
                    422,
                    sample(operation, id)
                            .header("Idempotency-Key", "used")
                            .request(operation.method(), path(operation, id)));
        });
        document.operations().stream()
                .filter(Operation::takesBody)
                .filter(operation -> !"importData".equals(operation.id()))
                .forEach(operation -> status(
                        400,
                        sample(operation, newId()).body("{").request(operation.method(), path(operation, newId()))));
    }

    private void everyThatAnswers(int status, Consumer<Operation> call) {
        document.operations().stream()
                .filter(operation -> operation.answers(status))
                .filter(operation -> !OF_OTHER_SETTINGS.contains(operation.id() + " " + status))
                .forEach(call);
    }

    /** A request that the call takes, if the session it speaks of allows it. */
    private RequestSpecification sample(Operation operation, String id) {
        String body = BODIES.get(operation.id());
        RequestSpecification request = body == null ? plain() : json(body.replace("%s", id));
        if ("importData".equals(operation.id())) {
            return request.contentType(NDJSON);
        }
        return "PATCH".equals(operation.method()) ? request.contentType(PATCH) : request;
    }

    private static String path(Operation operation, String id) {
        String path = operation
                .path()
                .replace("{id}", id)
                .replace("{user_id}", id)
                .replace("{type}", "character")
                .replace("{key}", "heroine");
        return switch (operation.id()) {
            case "appendMessages" -> path + "?create=false";
            case "exportData" -> path + "?session_id=" + id;
            default -> path;
        };
    }

    private Set<String> documentedAnswers() {
        Set<String> answers = new TreeSet<>();
        document.operations()
                .forEach(operation -> operation.statuses().stream()
                        .filter(status -> !NOT_PROVOKED.contains(status))
                        .forEach(status -> answers.add(operation.id() + " " + status)));
        answers.removeAll(OF_OTHER_SETTINGS);
        return answers;
    }

    private String created() {
        String id = newId();
        status(201, json("{}").put(SESSIONS + "/" + id));
        return id;
    }

    private RequestSpecification json(String body) {
        return Rest.json(body).filter(contract);
    }

    private RequestSpecification plain() {
        return RestAssured.given().filter(contract);
    }

    private Response status(int expected, Response answer) {
        contract.expect(expected, answer);
        return answer;
    }

    private static Set<String> missing(Set<String> wanted, Set<String> found) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found);
        return missing;
    }
}
