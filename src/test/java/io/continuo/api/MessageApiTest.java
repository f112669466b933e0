package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MessageApiTest {

    @Test
    void anAppendCreatesTheSessionAndAnswersWithSeqs() {
        String id = newId();
        Rest.append(
                        id,
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                                + "{\"role\":\"assistant\",\"content\":\"ho\",\"metadata\":{\"m\":1}}],"
                                + "\"state\":{\"stage\":1},\"user_id\":\"u\",\"session_metadata\":{\"via\":\"test\"}}")
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("data.seq", contains(1, 2))
                .body("data[1].metadata.m", equalTo(1))
                .body("session.message_count", equalTo(2))
                .body("session.user_id", equalTo("u"))
                .body("session.metadata.via", equalTo("test"))
                .body("session.metadata.created_via", equalTo("/api/v1/sessions/{id}/messages"))
                .body("session.state", nullValue());
        Rest.get(id).then().body("state.stage", equalTo(1));
    }

    @Test
    void aTurnEndsInOneCall() {
        String id = newId();
        Rest.put(id, "{\"state\":{\"stage\":1,\"old\":true}}");
        Rest.append(id, "{\"role\":\"assistant\",\"content\":\"x\",\"state\":{\"stage\":{\"n\":2},\"old\":null}}")
                .then()
                .statusCode(201)
                .header("ETag", "\"2\"");
        assertThat(Rest.get(id).asString()).contains("\"state\":{\"stage\":{\"n\":2}}");
    }

    @Test
    void nothingIsCreatedWhereCreateIsFalse() {
        String id = newId();
        Rest.json("{\"role\":\"user\",\"content\":\"x\"}")
                .post(SESSIONS + "/" + id + "/messages?create=false")
                .then()
                .statusCode(404);
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void aTimestampIsGivenBackInUtc() {
        Rest.append(newId(), "{\"role\":\"user\",\"content\":\"x\",\"timestamp\":\"2026-11-20T11:30:00.123456+02:00\"}")
                .then()
                .statusCode(201)
                .body("data[0].timestamp", equalTo("2026-11-20T09:30:00.123Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20t09:30:00z, 2026-11-20T09:30:00.000Z",
        "2026-11-20T09:30:00.1234567890123Z, 2026-11-20T09:30:00.123Z",
        "2026-11-20T09:30:00.5-00:00, 2026-11-20T09:30:00.500Z",
        "2026-11-20T09:30:00+23:59, 2026-11-19T09:31:00.000Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00.000Z",
        "2017-01-01T01:59:60.9+02:00, 2017-01-01T00:00:00.900Z",
    })
    void everyRfc3339TimeIsUnderstood(String given, String shown) {
        Rest.append(newId(), "{\"role\":\"user\",\"content\":\"x\",\"timestamp\":\"" + given + "\"}")
                .then()
                .statusCode(201)
                .body("data[0].timestamp", equalTo(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T09:30Z",
                "2026-11-20T09:30:00",
                "2026-11-20T09:30:00.Z",
                "2026-11-20T09:30:00+01",
                "2026-11-20T09:30:00+0100",
                "2026-11-20T09:30:00+01:00:30",
                "2026-11-20T09:30:00+24:00",
                "2026-11-20T09:30:00+01:60",
                "2026-11-20T09:30:60Z",
                "2026-11-20T24:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-11-20 09:30:00Z",
                "+2026-11-20T09:30:00Z",
                "0000-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00"
            })
    void whatIsNoRfc3339TimeIsRefused(String given) {
        String id = newId();
        ProblemContractTest.isProblem(
                        Rest.append(id, "{\"role\":\"user\",\"content\":\"x\",\"timestamp\":\"" + given + "\"}"),
                        400,
                        "invalid-request")
                .then()
                .body("errors.pointer", contains("#/timestamp"));
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void aMessageIdIsAppendedOnce() {
        String id = newId();
        String message = "{\"role\":\"user\",\"content\":\"x\",\"message_id\":\"m-1\",\"state\":{\"n\":1}}";
        Rest.append(id, message).then().statusCode(201).body("data[0].duplicate", nullValue());
        Rest.append(id, "{\"role\":\"user\",\"content\":\"y\",\"state\":{\"n\":2}}");
        Rest.append(id, message)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("data[0].duplicate", equalTo(true))
                .body("data[0].seq", equalTo(1));
        Rest.get(id).then().body("state.n", equalTo(2)).body("message_count", equalTo(2));
        Rest.append(id, "{\"role\":\"user\",\"content\":\"z\",\"message_id\":\"m-1\"}")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:continuo:problem:message-id-conflict"));
    }

    @Test
    void theSameKeyTwiceStoresOneMessage() {
        String id = newId();
        String body = "{\"role\":\"user\",\"content\":\"x\"}";
        String path = SESSIONS + "/" + id + "/messages";
        Response first = Rest.json(body).header("Idempotency-Key", "k-1").post(path);
        Rest.say(id, "between");
        Response second = Rest.json(body).header("Idempotency-Key", "k-1").post(path);
        second.then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .header("ETag", "\"1\"")
                .body("data[0].seq", equalTo(1))
                .body("data[0].timestamp", equalTo(first.path("data[0].timestamp")))
                .body("session.message_count", equalTo(2));
        Rest.json(body.replace('x', 'y'))
                .header("Idempotency-Key", "k-1")
                .post(path)
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:continuo:problem:idempotency-key-reused"));
    }

    @Test
    void theHistoryKeepsTheLastHundredAndPagesBothWays() {
        String id = newId();
        for (int start : new int[] {1, 61}) {
            Rest.append(
                            id,
                            IntStream.range(start, start + 60)
                                    .mapToObj(i -> "{\"role\":\"" + (i % 2 == 0 ? "assistant" : "user")
                                            + "\",\"content\":\"" + i + "\"}")
                                    .collect(Collectors.joining(",", "{\"messages\":[", "]}")))
                    .then()
                    .statusCode(201);
        }
        Rest.messages(id, "limit=2")
                .then()
                .body("data.content", contains("119", "120"))
                .body("has_more", equalTo(true))
                .body("first_seq", equalTo(21))
                .body("last_seq", equalTo(120))
                .body("total", equalTo(100))
                .body("trimmed", equalTo(20));
        Rest.messages(id, "limit=2&order=desc").then().body("data.seq", contains(120, 119));
        Rest.messages(id, "limit=2&before=119").then().body("data.seq", contains(117, 118));
        Rest.messages(id, "limit=2&after=0")
                .then()
                .body("data.seq", contains(21, 22))
                .body("has_more", equalTo(true));
        Rest.messages(id, "after=118")
                .then()
                .body("data.seq", contains(119, 120))
                .body("has_more", equalTo(false));
        Rest.messages(id, "limit=4&role=user").then().body("data.seq", contains(117, 119));
        RestAssured.get(SESSIONS + "/" + id + "?history=3").then().body("history.seq", contains(118, 119, 120));
        RestAssured.delete(SESSIONS + "/" + id + "/messages").then().statusCode(204);
        Rest.messages(id, "limit=5").then().body("data.size()", equalTo(0)).body("first_seq", nullValue());
        Rest.say(id, "again").then().body("data[0].seq", equalTo(121));
    }

    @Test
    void aTurnBeginsInOneCall() {
        String id = newId();
        Rest.input("{\"session_id\":\"" + id + "\",\"user_input\":\"Hello\"}")
                .then()
                .statusCode(201)
                .body("session.metadata.created_via", equalTo("/api/v1/input"))
                .body("session.state.size()", equalTo(0))
                .body("message.seq", equalTo(1))
                .body("message.role", equalTo("user"))
                .body("history", nullValue());
        Rest.input("{\"session_id\":\"" + id
                        + "\",\"user_input\":\"\",\"metadata\":{\"a\":1},\"state\":{\"s\":1},\"history\":5}")
                .then()
                .statusCode(200)
                .body("session.state.s", equalTo(1))
                .body("message.metadata.a", equalTo(1))
                .body("history.seq", contains(1, 2))
                .body("session.history", nullValue());
        Rest.input("{\"user_input\":\"Hello\"}").then().statusCode(201);
    }

    @Test
    void contentMayBeAStringPartsOrNullBesideToolCalls() {
        String id = newId();
        Rest.append(id, "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}")
                .then()
                .statusCode(201);
        Rest.append(id, "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\"}]}")
                .then()
                .statusCode(201)
                .body("data[0].content", nullValue());
        Rest.append(id, "{\"role\":\"tool\",\"content\":\"\",\"tool_call_id\":\"c\",\"name\":\"f\"}")
                .then()
                .statusCode(201);
        Rest.append(id, "{\"role\":\"assistant\",\"content\":null}").then().statusCode(400);
    }
}
