package io.continuo.api;

import static io.continuo.api.ProblemContractTest.isProblem;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** Users over HTTP, whatever the store. */
abstract class UserFacts {

    private final String id = newId();
    private final String user = USERS + "/" + id;

    private String session(String name) {
        String session = id + "-" + name;
        Rest.put(session, "{\"user_id\":\"" + id + "\",\"state\":{\"a\":1}}")
                .then()
                .statusCode(201);
        return session;
    }

    private static void document(String owner, String name) {
        Rest.json("{}").put(owner + "/documents/" + name).then().statusCode(201);
    }

    private static void assertRemoved(Response answer, int sessions, int messages, int documents) {
        answer.then().statusCode(200);
        assertThat(answer.jsonPath().getMap("removed"))
                .isEqualTo(Map.of("sessions", sessions, "messages", messages, "documents", documents));
    }

    @Test
    void anUnknownUserHasNothing() {
        assertThat(RestAssured.get(user).then().statusCode(200).extract().asString())
                .isEqualTo("{\"user_id\":\"" + id + "\",\"sessions\":0,\"messages\":0,\"documents\":0}");
        RestAssured.get(user + "/sessions").then().statusCode(200).body("data", empty());
        assertRemoved(RestAssured.delete(user), 0, 0, 0);
    }

    @Test
    void aUserIsCounted() {
        Response first = Rest.get(session("1"));
        String second = session("2");
        Rest.say(second, "one");
        Rest.say(second, "two");
        document(user, "a/1");
        document(SESSIONS + "/" + second, "a/1");
        RestAssured.get(user)
                .then()
                .statusCode(200)
                .body("user_id", equalTo(id))
                .body("sessions", equalTo(2))
                .body("messages", equalTo(2))
                .body("documents", equalTo(1))
                .body("first_interaction", equalTo(first.path("created_at")))
                .body("last_interaction", equalTo(Rest.get(second).path("last_interaction")));
    }

    @Test
    void theSessionsAreListedNewestCreatedFirst() {
        String first = session("1");
        await("the clock goes on")
                .until(() -> System.currentTimeMillis()
                        > Instant.parse(Rest.get(first).path("created_at")).toEpochMilli());
        String second = session("2");
        Rest.say(first, "still here");
        session("3-deleted");
        RestAssured.delete(SESSIONS + "/" + id + "-3-deleted");
        RestAssured.get(user + "/sessions")
                .then()
                .statusCode(200)
                .body("data.session_id", contains(second, first))
                .body("data[0].state", nullValue())
                .body("data[1].message_count", equalTo(1))
                .body("has_more", equalTo(false))
                .body("next_cursor", nullValue());
        String cursor = RestAssured.get(user + "/sessions?limit=1").path("next_cursor");
        RestAssured.get(user + "/sessions?limit=1&cursor=" + cursor).then().body("data.session_id", contains(first));
        isProblem(RestAssured.get(USERS + "/another/sessions?cursor=" + cursor), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem("cursor"));
        isProblem(RestAssured.get(SESSIONS + "?cursor=" + cursor), 400, "invalid-request");
    }

    @Test
    void anErasedUserLeavesOnlyWhatIsKept() {
        String session = session("1");
        Rest.say(session, "one");
        session("2");
        String other = newId();
        Rest.put(other, "{\"user_id\":\"somebody else\"}".replace(" ", "-"));
        for (String owner : List.of(SESSIONS + "/" + session, user)) {
            document(owner, "therapeutic/1");
            document(owner, "mood/1");
            document(owner, "mood/2");
        }
        assertRemoved(RestAssured.delete(user + "?keep=therapeutic&keep=never-used"), 2, 1, 4);
        Rest.get(session).then().statusCode(404);
        Rest.get(other).then().statusCode(200);
        for (String owner : List.of(SESSIONS + "/" + session, user)) {
            RestAssured.get(owner + "/documents/therapeutic/1").then().statusCode(200);
            RestAssured.get(owner + "/documents").then().statusCode(200).body("data.type", contains("therapeutic"));
        }
        assertRemoved(RestAssured.delete(user + "?keep=therapeutic"), 0, 0, 0);
        assertRemoved(RestAssured.delete(user), 0, 0, 2);
        RestAssured.get(SESSIONS + "/" + session + "/documents").then().statusCode(404);
        RestAssured.get(user + "/documents").then().body("data", empty());
    }

    @Test
    void moreSessionsThanOneStepTakesAreErased() {
        for (int i = 0; i < 501; i++) {
            session(Integer.toString(i));
        }
        assertRemoved(RestAssured.delete(user), 501, 0, 0);
        RestAssured.get(user).then().body("sessions", equalTo(0));
    }

    @Test
    void aQueryThatCannotBeReadErasesNobody() throws IOException {
        document(user, "a/1");
        try (RawHttp http = new RawHttp()) {
            assertThat(http.send("DELETE " + user + "?keep=%zz HTTP/1.1\r\nHost: x\r\n\r\n")
                            .answer())
                    .startsWith("HTTP/1.1 400");
        }
        RestAssured.get(user).then().body("documents", equalTo(1));
    }

    @Test
    void typesToKeepMustBeOnes() {
        isProblem(RestAssured.delete(user + "?keep=a%20b"), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem("keep"));
        document(user, "a/1");
        for (String query : List.of("keep=", "keep", "keep=a&keep=")) {
            isProblem(RestAssured.given().urlEncodingEnabled(false).delete(user + "?" + query), 400, "invalid-request");
        }
        RestAssured.get(user).then().body("documents", equalTo(1));
        isProblem(
                RestAssured.given().header("Continuo-Namespace", "typed").delete(user + "?keep=scene&keep=other"),
                404,
                "document-type-unknown");
        RestAssured.given()
                .header("Continuo-Namespace", "typed")
                .delete(user + "?keep=scene")
                .then()
                .statusCode(200);
        isProblem(RestAssured.get(USERS + "/a%20b"), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem("user_id"));
    }
}
