package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SessionApiTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    @Test
    void aCreatedSessionIsShownWhole() {
        String id = newId();
        Rest.create("{\"session_id\":\"" + id
                        + "\",\"user_id\":\"u-7\",\"state\":{\"stage\":\"one\"},\"metadata\":{\"k\":1}}")
                .then()
                .statusCode(201)
                .header("Location", SESSIONS + "/" + id)
                .header("ETag", "\"1\"")
                .header("Continuo-Store", "embedded")
                .body("session_id", equalTo(id))
                .body("user_id", equalTo("u-7"))
                .body("state.stage", equalTo("one"))
                .body("metadata.k", equalTo(1))
                .body("metadata.created_via", equalTo("/api/v1/sessions"))
                .body("message_count", equalTo(0))
                .body("total_messages", equalTo(0))
                .body("version", equalTo(1))
                .body("created_at", matchesPattern(TIME))
                .body("last_interaction", matchesPattern(TIME))
                .body("expires_at", matchesPattern(TIME));
    }

    @Test
    void anIdIsChosenWhereNoneIsGiven() {
        String first = Rest.create("{}").then().statusCode(201).extract().path("session_id");
        String second = Rest.create("{}").then().statusCode(201).extract().path("session_id");
        assertThat(first).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*").isNotEqualTo(second);
    }

    @Test
    void theSameKeyWithoutAnIdMeetsTheSameSession() {
        String key = newId();
        Response first = Rest.json("{}").header("Idempotency-Key", key).post(SESSIONS);
        Response second = Rest.json("{}").header("Idempotency-Key", key).post(SESSIONS);
        second.then().statusCode(201).header("Idempotency-Replayed", "true");
        assertThat(second.<String>path("session_id")).isEqualTo(first.path("session_id"));
    }

    @Test
    void putCreatesThenReplacesAndKeepsTheHistory() {
        String id = newId();
        Rest.put(id, "{\"state\":{\"a\":1,\"b\":2},\"metadata\":{\"x\":1}}")
                .then()
                .statusCode(201);
        Rest.say(id, "hello");
        Rest.put(id, "{\"state\":{\"c\":3}}")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("state.c", equalTo(3))
                .body("state.a", nullValue())
                .body("metadata.x", nullValue())
                .body("metadata.created_via", equalTo("/api/v1/sessions/{id}"))
                .body("message_count", equalTo(1));
    }

    @Test
    void putWithIfNoneMatchOnlyCreates() {
        String id = newId();
        Rest.json("{}")
                .header("If-None-Match", "*")
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(201);
        Rest.json("{}")
                .header("If-None-Match", "*")
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(412)
                .body("current_version", equalTo(1));
    }

    @Test
    void aPatchMergesDeeply() {
        String id = newId();
        Rest.put(id, "{\"state\":{\"a\":{\"x\":1,\"y\":2},\"b\":2}}");
        Rest.patch(id, "{\"state\":{\"a\":{\"y\":null,\"z\":3},\"b\":null},\"user_id\":\"u\"}")
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("user_id", equalTo("u"));
        assertThat(Rest.get(id).asString()).contains("\"state\":{\"a\":{\"x\":1,\"z\":3}}");
        Rest.patch(id, "{\"user_id\":null}").then().statusCode(200).body("user_id", nullValue());
        Rest.patch(id, "{}").then().statusCode(200).header("ETag", "\"3\"");
        Rest.patch(newId(), "{}").then().statusCode(404);
    }

    @Test
    void aReaderThatHasTheVersionGets304() {
        String id = newId();
        Rest.put(id, "{}");
        RestAssured.given()
                .header("If-None-Match", "\"9\", W/\"1\"")
                .get(SESSIONS + "/" + id)
                .then()
                .statusCode(304)
                .header("ETag", "\"1\"");
        RestAssured.given()
                .header("If-None-Match", "\"2\"")
                .get(SESSIONS + "/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void ifMatchGuardsEveryWrite() {
        String id = newId();
        Rest.put(id, "{}");
        Rest.json("{\"role\":\"user\",\"content\":\"x\"}")
                .header("If-Match", "\"7\"")
                .post(SESSIONS + "/" + id + "/messages")
                .then()
                .statusCode(412)
                .body("current_version", equalTo(1));
        RestAssured.given()
                .header("If-Match", "\"7\"")
                .delete(SESSIONS + "/" + id)
                .then()
                .statusCode(412);
        RestAssured.given()
                .header("If-Match", "\"1\"")
                .delete(SESSIONS + "/" + id)
                .then()
                .statusCode(204);
        Rest.json("{}")
                .header("If-Match", "\"1\"")
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "\"9\",\"1\"", "*", "\"1\",", ",, \"1\"", "\"x\" , \"1\""})
    void aListOfTagsThatNamesTheVersionHolds(String ifMatch) {
        String id = newId();
        Rest.put(id, "{}");
        Rest.json("{}")
                .header("If-Match", ifMatch)
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"1\"", "\"01\"", "\"1.0\"", "\"0\"", "\"\"", "\"18446744073709551617\""})
    void aTagOfAnotherSpellingIsAnotherVersion(String ifMatch) {
        String id = newId();
        Rest.put(id, "{}");
        Rest.json("{}")
                .header("If-Match", ifMatch)
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(412)
                .body("current_version", equalTo(1));
    }

    @Test
    void severalLinesOfAHeaderAreOneList() {
        String id = newId();
        Rest.put(id, "{}");
        Rest.json("{}")
                .header("If-Match", "\"9\"")
                .header("If-Match", "\"1\"")
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(200);
        RestAssured.given()
                .header("If-None-Match", "\"9\"")
                .header("If-None-Match", "\"2\"")
                .get(SESSIONS + "/" + id)
                .then()
                .statusCode(304);
    }

    @Test
    void aSessionMayLiveLessThanASecond() {
        String id = newId();
        Rest.put(id, "{\"ttl\":\"PT0.05S\"}").then().statusCode(201);
        Awaitility.await().until(() -> Rest.get(id).statusCode() == 404);
    }

    @Test
    void headAsksForExistenceOnly() {
        String id = newId();
        RestAssured.head(SESSIONS + "/" + id).then().statusCode(404);
        Rest.put(id, "{}");
        assertThat(RestAssured.head(SESSIONS + "/" + id)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEmpty();
    }

    @Test
    void touchMovesTheExpiryAndTheVersion() {
        String id = newId();
        Rest.put(id, "{\"ttl\":\"PT1H\"}");
        RestAssured.post(SESSIONS + "/" + id + "/touch").then().statusCode(204);
        Rest.get(id).then().body("version", equalTo(2));
        RestAssured.post(SESSIONS + "/" + newId() + "/touch").then().statusCode(404);
    }

    @Test
    void aDeletedSessionIsGone() {
        String id = newId();
        Rest.put(id, "{}");
        RestAssured.delete(SESSIONS + "/" + id).then().statusCode(204);
        Rest.get(id).then().statusCode(404).body("type", equalTo("urn:continuo:problem:session-not-found"));
        RestAssured.delete(SESSIONS + "/" + id).then().statusCode(404);
    }

    @Test
    void theListShowsLatestFirstPagesAndFiltersByUser() {
        String user = newId();
        for (int i = 0; i < 5; i++) {
            Rest.put("list-" + user + "-" + i, "{\"user_id\":\"" + user + "\"}");
        }
        Response first = RestAssured.given()
                .queryParam("user_id", user)
                .queryParam("limit", 2)
                .get(SESSIONS);
        first.then()
                .statusCode(200)
                .body("data.size()", equalTo(2))
                .body("has_more", equalTo(true))
                .body("total", equalTo(5))
                .body("data[0].state", nullValue());
        String cursor = first.path("next_cursor");
        RestAssured.given()
                .queryParam("user_id", user)
                .queryParam("limit", 10)
                .queryParam("cursor", cursor)
                .get(SESSIONS)
                .then()
                .body("data.size()", equalTo(3))
                .body("has_more", equalTo(false))
                .body("next_cursor", nullValue());
        RestAssured.given()
                .queryParam("active_since", "2099-01-01T00:00:00+02:00")
                .get(SESSIONS)
                .then()
                .statusCode(200)
                .body("data.size()", equalTo(0));
    }

    @Test
    void namespacesAreWalls() {
        String id = newId();
        Rest.json("{}")
                .header("Continuo-Namespace", "other")
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(201);
        Rest.get(id).then().statusCode(404);
        RestAssured.given()
                .header("Continuo-Namespace", "other")
                .get(SESSIONS)
                .then()
                .body("data.session_id", hasItem(id));
        RestAssured.given().get(SESSIONS).then().body("data.session_id", not(hasItem(id)));
    }

    @Test
    void debugShowsWhereASessionLies() {
        String id = newId();
        Rest.say(id, "hello");
        RestAssured.get(SESSIONS + "/" + id + "/debug")
                .then()
                .statusCode(200)
                .body("exists", equalTo(true))
                .body("store", equalTo("embedded"))
                .body("redis_available", equalTo(false))
                .body("message_count", equalTo(1))
                .body("messages[0].content", equalTo("hello"))
                .body("findings.size()", equalTo(0));
        RestAssured.get(SESSIONS + "/" + newId() + "/debug")
                .then()
                .statusCode(200)
                .body("exists", equalTo(false));
        RestAssured.get("/api/session/" + id + "/verify").then().statusCode(200).body("exists", equalTo(true));
        RestAssured.delete("/api/session/" + id).then().statusCode(204);
        RestAssured.get("/api/session/redis-status")
                .then()
                .statusCode(200)
                .body("connected", equalTo(false))
                .body("session_type", equalTo("embedded"));
    }
}
