package io.continuo.api;

import static io.continuo.api.Rest.AS_WRITTEN;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a namespace may hold in all; each test has a namespace of its own. */
abstract class QuotaFacts {

    static final int MOST = 3;
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private final ContractFilter contract = new ContractFilter(OpenApiDocument.checkedIn());

    public static class Bounded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            for (String namespace : new String[] {"refused", "deleted", "exact", "expired", "race", "batch"}) {
                settings.put(setting(namespace, "quota.sessions"), String.valueOf(MOST));
            }
            settings.put(setting("documents", "quota.documents"), String.valueOf(MOST));
            settings.put(setting("bytes", "quota.bytes"), "20K");
            return settings;
        }

        private static String setting(String namespace, String name) {
            return "continuo.namespaces.quota-" + namespace + "." + name;
        }
    }

    @AfterEach
    void everyAnswerIsAsTheDocumentSays() {
        assertThat(contract.findings()).isEmpty();
    }

    @Test
    void aSessionTooManyIsRefusedAndNothingOfItIsStored() {
        String first = created("refused");
        created("refused");
        created("refused");
        String more = newId();

        full(in("refused", "{}").put(SESSIONS + "/" + more), "namespace_sessions", MOST);
        full(in("refused", "{}").post(SESSIONS), "namespace_sessions", MOST);
        full(said("refused", more), "namespace_sessions", MOST);
        full(
                in("refused", "{\"session_id\":\"" + more + "\",\"user_input\":\"Hello\"}")
                        .post("/api/v1/input"),
                "namespace_sessions",
                MOST);

        in("refused", "").get(SESSIONS + "/" + more).then().statusCode(404);
        in("refused", "").get(SESSIONS).then().statusCode(200).body("total", equalTo(MOST));
        said("refused", first).then().statusCode(201);
        in("refused", "{\"state\":{\"a\":1}}")
                .put(SESSIONS + "/" + first)
                .then()
                .statusCode(200);
    }

    @Test
    void aSessionThatIsDeletedFreesItsPlace() {
        String first = created("deleted");
        created("deleted");
        created("deleted");
        full(in("deleted", "{}").post(SESSIONS), "namespace_sessions", MOST);

        in("deleted", "").delete(SESSIONS + "/" + first).then().statusCode(204);

        await().untilAsserted(() ->
                in("deleted", "{}").put(SESSIONS + "/" + first).then().statusCode(201));
    }

    @Test
    void aSessionThatExpiresFreesItsPlaceBeforeTheCleanupComes() {
        created("expired");
        created("expired");
        in("expired", "{\"ttl\":\"PT1S\"}").post(SESSIONS).then().statusCode(201);
        full(in("expired", "{}").post(SESSIONS), "namespace_sessions", MOST);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> in("expired", "{}").post(SESSIONS).then().statusCode(201));
        full(in("expired", "{}").post(SESSIONS), "namespace_sessions", MOST);
    }

    @Test
    void ofManyAtOnceAsManyComeInAsThereIsRoomFor() {
        long in = IntStream.range(0, 20)
                .parallel()
                .filter(i -> in("race", "{}").post(SESSIONS).statusCode() == 201)
                .count();

        assertThat(in).isBetween((long) MOST, (long) mostAtOnce());
        full(in("race", "{}").post(SESSIONS), "namespace_sessions", MOST);
    }

    @Test
    void anOperationOfABatchIsRefusedByItself() {
        created("batch");
        created("batch");
        created("batch");
        in("batch", "{\"operations\":[{\"op\":\"put_session\",\"session_id\":\"more\"}]}")
                .post("/api/v1/batch")
                .then()
                .statusCode(200)
                .body("results[0].status", equalTo(422))
                .body("results[0].problem.limit", equalTo("namespace_sessions"));
    }

    @Test
    void aDocumentTooManyIsRefused() {
        String session = SESSIONS + "/" + created("documents") + "/documents/t/";
        String user = USERS + "/u-" + RUN + "/documents/t/";
        in("documents", "1").put(session + "a").then().statusCode(201);
        in("documents", "1").put(session + "b").then().statusCode(201);
        in("documents", "1").put(user + "a").then().statusCode(201);

        full(in("documents", "1").put(session + "c"), "namespace_documents", MOST);
        full(in("documents", "1").put(user + "c"), "namespace_documents", MOST);
        in("documents", "").get(session + "c").then().statusCode(404);
        in("documents", "2").put(session + "a").then().statusCode(200);

        in("documents", "").delete(session + "a").then().statusCode(204);
        await().untilAsserted(
                        () -> in("documents", "1").put(session + "c").then().statusCode(201));
    }

    @Test
    void whereTheBytesAreUsedUpNothingIsAddedUntilSomeAreFree() {
        String id = created("bytes");
        // Random enough to be as long in the store.
        StringBuilder noise = new StringBuilder("{\"state\":{\"a\":\"");
        IntStream.range(0, 2_000).forEach(i -> noise.append(UUID.randomUUID()));
        String large = noise.append("\"}}").toString();
        in("bytes", large).put(SESSIONS + "/" + id).then().statusCode(200);

        full(said("bytes", id), "namespace_bytes", 20_480);
        full(in("bytes", "{}").post(SESSIONS), "namespace_bytes", 20_480);
        in("bytes", "").post(SESSIONS + "/" + id + "/touch").then().statusCode(204);
        in("bytes", "").get(SESSIONS + "/" + id).then().statusCode(200);

        in("bytes", "").delete(SESSIONS + "/" + id).then().statusCode(204);
        await().untilAsserted(() -> in("bytes", "{}").post(SESSIONS).then().statusCode(201));
    }

    /** How many of those that come at once are let in at the most. */
    int mostAtOnce() {
        return MOST;
    }

    String created(String namespace) {
        return in(namespace, "{}")
                .post(SESSIONS)
                .then()
                .statusCode(201)
                .extract()
                .path("session_id");
    }

    private Response said(String namespace, String id) {
        return in(namespace, "{\"role\":\"user\",\"content\":\"Hello\"}").post(SESSIONS + "/" + id + "/messages");
    }

    static void full(Response answer, String limit, int allowed) {
        answer.then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:continuo:problem:limit-exceeded"))
                .body("limit", equalTo(limit))
                .body("allowed", equalTo(allowed));
    }

    RequestSpecification in(String namespace, String body) {
        RequestSpecification request = RestAssured.given()
                .config(AS_WRITTEN)
                .filter(contract)
                .header("Continuo-Namespace", "quota-" + namespace);
        return body.isEmpty()
                ? request
                : request.contentType("application/json").body(body);
    }
}
