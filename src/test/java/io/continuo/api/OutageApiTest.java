package io.continuo.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see while there is no Redis and the journal, here one in memory, stands in for it. */
@QuarkusTest
@TestProfile(OutageApiTest.Away.class)
class OutageApiTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final String SAID = "{\"role\":\"user\",\"content\":\"Hello\"}";
    private static final Matcher<String> FALLBACK =
            matchesPattern("fallback; volatile; as-of=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private final ContractFilter contract = new ContractFilter(OpenApiDocument.checkedIn());

    public static class Away implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "continuo.store", "redis",
                    "continuo.redis.url", "redis://127.0.0.1:1",
                    "continuo.redis.health-every", "1s",
                    "continuo.redis.failure-threshold", "2");
        }
    }

    @AfterEach
    void everyAnswerIsAsTheDocumentSays() {
        assertThat(contract.findings()).isEmpty();
    }

    @Test
    void aWriteOfASessionThatIsNotKnownIsAccepted() {
        String id = newId();
        accepted(json("{\"state\":{\"a\":1}}").put(SESSIONS + "/" + id))
                .body("session_id", equalTo(id))
                .body("version", nullValue())
                .body("size()", equalTo(2));
        accepted(json("{\"state\":{\"b\":1}}")
                .contentType("application/merge-patch+json")
                .patch(SESSIONS + "/" + id));
        accepted(json(SAID).post(SESSIONS + "/" + id + "/messages"))
                .body("data[0].seq", nullValue())
                .body("data[0].content", equalTo("Hello"))
                .body("size()", equalTo(1));
        accepted(json("{\"session_id\":\"" + id + "\",\"user_input\":\"Hello\",\"history\":5}")
                        .post("/api/v1/input"))
                .body("message.content", equalTo("Hello"))
                .body("size()", equalTo(1));
        unavailable(plain().get(SESSIONS + "/" + id));
        unavailable(plain().get(SESSIONS + "/" + id + "/messages"));
    }

    @Test
    void aSessionThatBeginsNowIsKnown() {
        String id = accepted(json("{\"state\":{\"a\":1.10},\"user_id\":\"u\"}").post(SESSIONS))
                .body("version", nullValue())
                .body("user_id", equalTo("u"))
                .extract()
                .path("session_id");
        String one = SESSIONS + "/" + id;
        accepted(json("{\"role\":\"user\",\"content\":\"Hello\",\"state\":{\"b\":2}}")
                        .post(one + "/messages"))
                .body("session.message_count", equalTo(1))
                .body("session.version", nullValue());
        Response known = plain().queryParam("history", 5).get(one);
        known.then()
                .statusCode(200)
                .header("Continuo-Store", FALLBACK)
                .header("ETag", nullValue())
                .body("version", nullValue())
                .body("state.b", equalTo(2))
                .body("history.content", contains("Hello"));
        assertThat(known.asString()).contains("\"a\":1.10");
        plain().get(one + "/messages")
                .then()
                .statusCode(200)
                .header("Continuo-Store", FALLBACK)
                .body("data.content", contains("Hello"))
                .body("data[0].seq", nullValue())
                .body("last_seq", nullValue())
                .body("total", equalTo(1));
        plain().head(one).then().statusCode(200);
    }

    @Test
    void aTurnThatBeginsNowHasItsContext() {
        String id = accepted(json("{\"user_input\":\"Hello\",\"history\":5,\"state\":{\"a\":1}}")
                        .post("/api/v1/input"))
                .body("session.state.a", equalTo(1))
                .body("history.content", contains("Hello"))
                .extract()
                .path("session.session_id");
        plain().get(SESSIONS + "/" + id).then().statusCode(200).header("Continuo-Store", FALLBACK);
    }

    @Test
    void aRetryUnderItsKeyIsTheSameWrite() {
        String id = newId();
        accepted(json(SAID).header("Idempotency-Key", "k").post(SESSIONS + "/" + id + "/messages"))
                .header("Idempotency-Replayed", nullValue());
        accepted(json(SAID).header("Idempotency-Key", "k").post(SESSIONS + "/" + id + "/messages"))
                .header("Idempotency-Replayed", "true");
        json(SAID.replace("Hello", "Bye"))
                .header("Idempotency-Key", "k")
                .post(SESSIONS + "/" + id + "/messages")
                .then()
                .statusCode(422);
        String first = accepted(json("{}").header("Idempotency-Key", "c").post(SESSIONS))
                .extract()
                .path("session_id");
        accepted(json("{}").header("Idempotency-Key", "c").post(SESSIONS)).body("session_id", equalTo(first));
    }

    @Test
    void whatDependsOnTheStoreIsUnavailable() {
        String one = SESSIONS + "/" + newId();
        unavailable(json(SAID).header("If-Match", "\"1\"").post(one + "/messages"));
        unavailable(json(SAID).queryParam("create", false).post(one + "/messages"));
        unavailable(json("{}").header("If-None-Match", "*").put(one));
        unavailable(json("{\"session_id\":\"" + newId() + "\"}").post(SESSIONS));
        unavailable(plain().post(one + "/touch"));
        unavailable(plain().delete(one));
        unavailable(plain().delete(one + "/messages"));
        unavailable(plain().get(SESSIONS));
        unavailable(plain().get("/api/v1/users/u"));
        unavailable(plain().get(one + "/debug"));
        plain().head(one).then().statusCode(503);
    }

    @Test
    void inABatchEachOperationIsAsTheSingleCall() {
        String id = newId();
        json("{\"operations\":[{\"op\":\"put_session\",\"session_id\":\"" + id + "\"},"
                        + "{\"op\":\"get_session\",\"session_id\":\"" + id + "\"}]}")
                .post("/api/v1/batch")
                .then()
                .statusCode(200)
                .body("results.status", contains(202, 503))
                .body("results[0].body.version", nullValue());
    }

    @Test
    void theOperatorSeesIt() {
        accepted(json("{}").post(SESSIONS));
        plain().get("/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'store' }.data.degraded", equalTo(true));
        plain().get("/api/v1/redis-status")
                .then()
                .statusCode(200)
                .body("connected", equalTo(false))
                .body("degraded", equalTo(true))
                .body("warnings", hasItem(containsString("journal")));
        plain().get("/api/v1/stats")
                .then()
                .statusCode(200)
                .body("journal.entries", greaterThan(0))
                .body("journal.bytes", notNullValue());
        given().get("/metrics").then().body(containsString("continuo_store_fallback 1.0"));
    }

    @Test
    void afterFailuresInARowRedisIsReportedAsUnhealthy() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> plain().get("/api/v1/redis-status")
                        .then()
                        .body("health.healthy", equalTo(false))
                        .body("health.consecutive_failures", greaterThan(1))
                        .body("health.checked_at", notNullValue()));
        given().get("/metrics").then().body(containsString("continuo_redis_healthy 0.0"));
    }

    private static ValidatableResponse accepted(Response answer) {
        return answer.then().statusCode(202).header("Continuo-Store", FALLBACK).header("ETag", nullValue());
    }

    private static void unavailable(Response answer) {
        ProblemContractTest.isProblem(answer, 503, "store-unavailable").then().header("Retry-After", notNullValue());
    }

    private RequestSpecification json(String body) {
        return Rest.json(body).filter(contract);
    }

    private RequestSpecification plain() {
        return given().filter(contract);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
