package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batch does, whatever the store. */
abstract class BatchFacts {

    static final String BATCH = "/api/v1/batch";

    private final String id = newId();
    private final String one = "\"session_id\":\"" + id + "\"";

    static Response batch(String... operations) {
        return batch(List.of(operations));
    }

    private static Response batch(List<String> operations) {
        return Rest.json("{\"operations\":[" + String.join(",", operations) + "]}")
                .post(BATCH);
    }

    private static String get(String id) {
        return "{\"op\":\"get_session\",\"session_id\":\"" + id + "\"}";
    }

    private static String say(String id, String content) {
        return "{\"op\":\"append_messages\",\"session_id\":\"" + id + "\",\"role\":\"user\",\"content\":\"" + content
                + "\"}";
    }

    @Test
    void everyOperationAnswersAsItsSingleCall() {
        batch(
                        "{\"op\":\"put_session\"," + one
                                + ",\"user_id\":\"u\",\"ttl\":\"PT2H\",\"state\":{\"a\":1,\"b\":2},"
                                + "\"metadata\":{\"m\":1}}",
                        "{\"op\":\"put_session\"," + one + ",\"state\":{\"a\":{\"x\":1},\"b\":2}}",
                        "{\"op\":\"patch_session\"," + one
                                + ",\"state\":{\"a\":{\"y\":2},\"b\":null},\"user_id\":\"v\"}",
                        "{\"op\":\"append_messages\"," + one + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"},"
                                + "{\"role\":\"assistant\",\"content\":\"r\"}],\"state\":{\"c\":3},\"session_metadata\":{\"n\":1}}",
                        "{\"op\":\"touch_session\"," + one + "}",
                        "{\"op\":\"get_session\"," + one + ",\"history\":1}",
                        "{\"op\":\"get_session\"," + one + ",\"if_none_match\":5}",
                        "{\"op\":\"delete_session\"," + one + "}",
                        get(id))
                .then()
                .statusCode(200)
                .body("results.status", contains(201, 200, 200, 201, 204, 200, 304, 204, 404))
                .body("results.etag", contains("\"1\"", "\"2\"", "\"3\"", "\"4\"", null, "\"5\"", "\"5\"", null, null))
                .body("results[0].body.state.a", equalTo(1))
                .body("results[0].body.metadata.created_via", equalTo(BATCH))
                .body("results[3].body.data.seq", contains(1, 2))
                .body("results[3].body.session.state", nullValue())
                .body("results[5].body.state", equalTo(Map.of("a", Map.of("x", 1, "y", 2), "c", 3)))
                .body("results[5].body.user_id", equalTo("v"))
                .body("results[5].body.history.content", contains("r"))
                .body("results[6].body", nullValue())
                .body("results[8].problem.type", equalTo("urn:continuo:problem:session-not-found"));
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void aSessionComesAsTheSingleCallGivesIt() {
        Rest.put(id, "{\"state\":{\"n\":1.10,\"big\":1e400,\"text\":\"\\u00e4\",\"o\":{\"b\":1,\"a\":[]}}}");
        assertThat(batch(get(id)).asString())
                .isEqualTo("{\"results\":[{\"status\":200,\"etag\":\"\\\"1\\\"\",\"body\":"
                        + Rest.get(id).asString() + "}]}");
    }

    @Test
    void oneBadOperationAmongGoodOnesHasItsProblemAndNothingElseChanges() {
        String other = newId();
        Response answer = batch(
                say(id, "first"),
                "{\"op\":\"fly\"," + one + "}",
                "{\"op\":\"put_session\"," + one
                        + ",\"state\":[],\"colour\":1,\"if_match\":\"x\",\"idempotency_key\":\"\"}",
                "{\"op\":\"append_messages\"," + one + ",\"role\":\"user\",\"content\":5,\"create\":\"no\"}",
                "{\"op\":\"append_messages\"," + one + ",\"messages\":[{\"role\":\"user\"}]}",
                "{\"op\":\"touch_session\"}",
                "{\"op\":\"touch_session\",\"session_id\":\"a/b\"}",
                "{\"op\":\"get_session\"," + one + ",\"history\":0,\"if_match\":1}",
                "{\"op\":\"append_messages\"," + one + ",\"role\":\"user\",\"content\":\"" + "x".repeat(262_144)
                        + "\"}",
                "7",
                "{" + one + "}",
                say(id, "second"),
                say(other, "x"));
        answer.then()
                .statusCode(200)
                .body("results.status", contains(201, 400, 400, 400, 400, 400, 400, 400, 422, 400, 400, 201, 201))
                .body("results[1].problem.errors.pointer", contains("#/operations/1/op"))
                .body("results[2].problem.errors.pointer", hasItem("#/operations/2/state"))
                .body("results[2].problem.errors.pointer", hasItem("#/operations/2/colour"))
                .body("results[2].problem.errors.pointer", hasItem("#/operations/2/if_match"))
                .body("results[2].problem.errors.pointer", hasItem("#/operations/2/idempotency_key"))
                .body("results[3].problem.errors.pointer", hasItem("#/operations/3/content"))
                .body("results[3].problem.errors.pointer", hasItem("#/operations/3/create"))
                .body("results[4].problem.errors.pointer", contains("#/operations/4/messages/0/content"))
                .body("results[5].problem.errors.pointer", contains("#/operations/5/session_id"))
                .body("results[6].problem.errors.pointer", contains("#/operations/6/session_id"))
                .body("results[7].problem.errors.pointer", hasItem("#/operations/7/history"))
                .body("results[7].problem.errors.pointer", hasItem("#/operations/7/if_match"))
                .body("results[8].problem.limit", equalTo("message_bytes"))
                .body("results[9].problem.errors.pointer", contains("#/operations/9"))
                .body("results[10].problem.errors.pointer", contains("#/operations/10/op"));
        Rest.messages(id, "limit=9").then().body("data.content", contains("first", "second"));
        Rest.get(other).then().statusCode(200);
    }

    @Test
    void aProblemIsWholeAndNamesTheRequest() {
        Response answer = batch(get(id));
        assertThat(answer.asString())
                .isEqualTo(
                        "{\"results\":[{\"status\":404,\"problem\":{\"type\":\"urn:continuo:problem:session-not-found\","
                                + "\"title\":\"The session does not exist\",\"status\":404,\"detail\":\"There is no session "
                                + id + ".\",\"instance\":\"/api/v1/batch\",\"request_id\":\""
                                + answer.header("X-Request-Id")
                                + "\"}}]}");
    }

    @Test
    void operationsOnOneSessionRunInTheOrderAsked() {
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> newId()).toList();
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String session = ids.get(i % 5);
            operations.add(i % 2 == 0 ? say(session, "m" + i) : get(session));
        }
        List<Map<String, Map<String, Object>>> results = batch(operations).path("results");
        // Odd operations are reads: each sees what was written before it in the batch and nothing that comes after.
        int[] written = new int[5];
        for (int i = 0; i < 200; i++) {
            if (i % 2 == 0) {
                written[i % 5]++;
            } else {
                Map<String, Object> session = results.get(i).get("body");
                assertThat(session == null ? 0 : session.get("version"))
                        .as("operation " + i)
                        .isEqualTo(written[i % 5]);
            }
        }
        for (int s = 0; s < 5; s++) {
            List<String> expected = new ArrayList<>();
            for (int i = s; i < 200; i += 5) {
                if (i % 2 == 0) {
                    expected.add("m" + i);
                }
            }
            assertThat(Rest.messages(ids.get(s), "limit=100").<List<String>>path("data.content"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aChainOfVersionsHolds() {
        batch(
                        "{\"op\":\"put_session\"," + one + ",\"if_none_match\":\"*\"}",
                        "{\"op\":\"patch_session\"," + one + ",\"state\":{\"a\":1},\"if_match\":1}",
                        "{\"op\":\"append_messages\"," + one
                                + ",\"role\":\"user\",\"content\":\"x\",\"if_match\":\"\\\"2\\\"\"}",
                        "{\"op\":\"put_session\"," + one + ",\"if_match\":2}",
                        "{\"op\":\"put_session\"," + one + ",\"if_none_match\":\"*\"}",
                        "{\"op\":\"delete_session\"," + one + ",\"if_match\":\"*\"}")
                .then()
                .body("results.status", contains(201, 200, 201, 412, 412, 204))
                .body("results[3].problem.current_version", equalTo(3));
    }

    @Test
    void documentsOfSessionsAndUsersArePutReadAndDeleted() {
        String ofSession = one + ",\"type\":\"scene\",\"key\":\"k\"";
        String ofUser = "\"user_id\":\"u-" + id + "\",\"type\":\"scene\",\"key\":\"k\"";
        String put = "{\"op\":\"put_document\"," + ofSession + ",\"document\":{\"n\":1.10},\"idempotency_key\":\"k\"}";
        Response answer = batch(
                put,
                "{\"op\":\"put_session\"," + one + "}",
                put,
                put,
                "{\"op\":\"put_document\"," + ofSession + ",\"body\":null,\"if_match\":1,\"ttl\":\"PT2H\"}",
                "{\"op\":\"put_document\"," + ofSession + ",\"body\":[],\"if_match\":1}",
                "{\"op\":\"get_document\"," + ofSession + "}",
                "{\"op\":\"get_document\"," + ofSession + ",\"if_none_match\":2}",
                "{\"op\":\"put_document\"," + ofUser + ",\"document\":\"x\"}",
                "{\"op\":\"get_document\"," + ofUser + "}",
                "{\"op\":\"delete_document\"," + ofSession + "}",
                "{\"op\":\"get_document\"," + ofSession + "}",
                "{\"op\":\"get_session\"," + one + "}");
        answer.then()
                .statusCode(200)
                .body("results.status", contains(404, 201, 201, 201, 200, 412, 200, 304, 201, 200, 204, 404, 200))
                .body("results[0].problem.type", equalTo("urn:continuo:problem:session-not-found"))
                .body("results[2].body.type", equalTo("scene"))
                .body("results[3].replayed", equalTo(true))
                .body("results[5].problem.current_version", equalTo(2))
                .body("results[6].etag", equalTo("\"2\""))
                .body("results[11].problem.type", equalTo("urn:continuo:problem:document-not-found"))
                .body("results[12].body.version", equalTo(1));
        assertThat(answer.asString())
                .contains(
                        "{\"status\":200,\"etag\":\"\\\"2\\\"\",\"body\":null}",
                        "{\"status\":200,\"etag\":\"\\\"1\\\"\",\"body\":\"x\"}");
    }

    @Test
    void anOperationOnADocumentNamesItWhole() {
        String named = "\"type\":\"scene\",\"key\":\"k\"";
        batch(
                        "{\"op\":\"get_document\"," + named + "}",
                        "{\"op\":\"get_document\"," + one + ",\"user_id\":\"u\"," + named + "}",
                        "{\"op\":\"get_document\"," + one + ",\"type\":\"a/b\"}",
                        "{\"op\":\"put_document\"," + one + "," + named + "}",
                        "{\"op\":\"put_document\"," + one + "," + named + ",\"document\":1,\"body\":1}",
                        "{\"op\":\"put_document\"," + one + "," + named + ",\"document\":1,\"ttl\":5,\"history\":1}")
                .then()
                .body("results.status", everyItem(equalTo(400)))
                .body("results[0].problem.errors.pointer", contains("#/operations/0/session_id"))
                .body("results[1].problem.errors.pointer", contains("#/operations/1/session_id"))
                .body("results[2].problem.errors.pointer", contains("#/operations/2/type", "#/operations/2/key"))
                .body("results[3].problem.errors.pointer", contains("#/operations/3/document"))
                .body("results[4].problem.errors.pointer", contains("#/operations/4/document"))
                .body("results[5].problem.errors.pointer", contains("#/operations/5/ttl", "#/operations/5/history"));
    }

    @Test
    void aBatchThatIsSentAgainHappensOnce() {
        String append = "{\"op\":\"append_messages\"," + one
                + ",\"role\":\"user\",\"content\":\"x\",\"if_match\":1,\"idempotency_key\":\"k-1\"}";
        String[] operations = {"{\"op\":\"put_session\"," + one + ",\"idempotency_key\":\"k-0\"}", append};
        batch(operations)
                .then()
                .body("results.status", contains(201, 201))
                .body("results.replayed", contains(null, null));
        batch(operations)
                .then()
                .body("results.status", contains(201, 201))
                .body("results.etag", contains("\"1\"", "\"2\""))
                .body("results.replayed", contains(true, true))
                .body("results[1].body.data.seq", contains(1));
        // Neither place in the batch nor version is part of the request that the key stands for.
        batch(append.replace("\"if_match\":1", "\"if_match\":99"))
                .then()
                .body("results[0].replayed", equalTo(true))
                .body("results[0].status", equalTo(201));
        batch(
                        append.replace("\"x\"", "\"y\""),
                        append.replace("append_messages", "touch_session")
                                .replace("\"role\":\"user\",\"content\":\"x\",", ""))
                .then()
                .body("results.status", contains(422, 422))
                .body("results.problem.type", everyItem(equalTo("urn:continuo:problem:idempotency-key-reused")));
        Rest.get(id).then().body("message_count", equalTo(1)).body("version", equalTo(2));
    }

    @Test
    void nothingIsCreatedWhereCreateIsFalse() {
        batch("{\"op\":\"append_messages\"," + one + ",\"role\":\"user\",\"content\":\"x\",\"create\":false}")
                .then()
                .body("results.status", contains(404));
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void aThousandOperationsAreTakenAndNoMore() {
        List<String> operations = IntStream.range(0, 1_000)
                .mapToObj(i -> say(id + "-" + i % 2, "m" + i))
                .toList();
        batch(operations)
                .then()
                .statusCode(200)
                .body("results", hasSize(1_000))
                .body("results.status", everyItem(equalTo(201)));
        List<String> more = new ArrayList<>(operations);
        more.add(say(id, "one too many"));
        ProblemContractTest.isProblem(batch(more), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("operations"))
                .body("allowed", equalTo(1_000));
        Rest.get(id).then().statusCode(404);
        Rest.get(id + "-0").then().body("total_messages", equalTo(500));
    }

    @Test
    void whatIsReadIsHeldUpToThirtyTwoMebibytesTogether() {
        Rest.put(id, "{\"state\":{\"text\":\"" + "x".repeat(250_000) + "\"}}");
        List<String> statuses = batch(Collections.nCopies(200, get(id)))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("results.status", String.class);
        assertThat(statuses).hasSize(200).contains("200", "422").containsOnly("200", "422");
        assertThat(Collections.frequency(statuses, "200")).isBetween(125, 134);
    }

    @Test
    void aBodyOfEightMebibytesIsTakenHereAndNowhereElse() {
        String large = say(id, "x".repeat(100_000));
        batch(Collections.nCopies(83, large))
                .then()
                .statusCode(200)
                .body("results", hasSize(83))
                .body("results.status", everyItem(equalTo(201)));
        ProblemContractTest.isProblem(Rest.json("[" + large.repeat(80)).post(BATCH), 400, "malformed-json");
        ProblemContractTest.isProblem(batch(Collections.nCopies(84, large)), 413, "payload-too-large")
                .then()
                .body("limit", equalTo("body_bytes"))
                .body("allowed", equalTo(8 << 20));
        ProblemContractTest.isProblem(Rest.json(large.repeat(11)).post(SESSIONS), 413, "payload-too-large")
                .then()
                .body("allowed", equalTo(1 << 20));
    }

    @Test
    void anOperationNestsAsDeepAsASingleCall() {
        String deepest = "[".repeat(126) + "]".repeat(126);
        String tooDeep = "[" + deepest + "]";
        Rest.put(id, "{\"state\":{\"a\":" + deepest + "}}").then().statusCode(201);
        Rest.put(id, "{\"state\":{\"a\":" + tooDeep + "}}").then().statusCode(400);
        batch("{\"op\":\"put_session\"," + one + ",\"state\":{\"a\":" + deepest + "}}")
                .then()
                .statusCode(200)
                .body("results.status", contains(200));
        ProblemContractTest.isProblem(
                batch("{\"op\":\"put_session\"," + one + ",\"state\":{\"a\":" + tooDeep + "}}"), 400, "malformed-json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {                          | malformed-json  |
                    {"operations":[{"a":1,"a":2}]} | malformed-json  |
                    []                         | invalid-request | #
                    {}                         | invalid-request | #/operations
                    {"operations":null}        | invalid-request | #/operations
                    {"operations":{}}          | invalid-request | #/operations
                    {"operations":[],"more":1} | invalid-request | #/more
                    """)
    void aBodyThatIsNoBatchIsOneProblem(String body, String name, String pointer) {
        Response answer = ProblemContractTest.isProblem(Rest.json(body).post(BATCH), 400, name);
        assertThat(answer.<List<String>>path("errors.pointer")).isEqualTo(pointer == null ? null : List.of(pointer));
    }

    @Test
    void noOperationsNoResults() {
        assertThat(batch().asString()).isEqualTo("{\"results\":[]}");
    }

    @ParameterizedTest
    @CsvSource({"Idempotency-Key,k", "If-Match,*", "If-None-Match,*", "Continuo-Namespace,UPPER"})
    void aHeaderThatBelongsToAnOperationIsRefused(String header, String value) {
        ProblemContractTest.isProblem(
                        Rest.json("{\"operations\":[" + say(id, "x") + "]}")
                                .header(header, value)
                                .post(BATCH),
                        400,
                        "invalid-request")
                .then()
                .body("errors.pointer", contains(header));
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void theNamespaceHoldsForAll() {
        Rest.json("{\"operations\":[" + say(id, "x") + "]}")
                .header("Continuo-Namespace", "other")
                .post(BATCH)
                .then()
                .body("results.status", contains(201));
        Rest.get(id).then().statusCode(404);
        RestAssured.given()
                .header("Continuo-Namespace", "other")
                .get(SESSIONS + "/" + id)
                .then()
                .statusCode(200)
                .body("metadata.user_agent", startsWith("Apache-HttpClient"));
    }
}
