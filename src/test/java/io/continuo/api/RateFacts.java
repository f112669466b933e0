package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see of their rates; each test has a caller of its own. */
abstract class RateFacts {

    private static final int PER_SECOND = 5;
    private static final int BYTES_PER_SECOND = 10_000;

    private final ContractFilter contract = new ContractFilter(OpenApiDocument.checkedIn());

    /** Callers with rates of their own beside those of everyone. */
    public static class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            settings.put(
                    "continuo.api-keys",
                    List.of("burst", "batch", "bytes", "free", "told", "health", "head", "meter").stream()
                            .map(name -> name + ":rates:operator:" + key(name))
                            .collect(Collectors.joining(",")));
            settings.put("continuo.limits.rate.requests-per-second", String.valueOf(PER_SECOND));
            settings.put("continuo.limits.keys.free.requests-per-second", "0");
            settings.put("continuo.limits.keys.bytes.requests-per-second", "0");
            settings.put("continuo.limits.keys.bytes.bytes-per-second", String.valueOf(BYTES_PER_SECOND));
            settings.put("continuo.limits.keys.told.bytes-per-second", "1M");
            return settings;
        }
    }

    private static String key(String name) {
        return "the-key-called-" + name + "-0123456789";
    }

    @AfterEach
    void everyAnswerIsAsTheDocumentSays() {
        assertThat(contract.findings()).isEmpty();
    }

    @Test
    void whoHasSpentItsRateIsRefusedUntilItIsThereAgain() {
        Response refused = flood("burst");

        refused.then()
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .header("RateLimit", matchesPattern("\"requests\";r=0;t=[12]"))
                .body("type", equalTo("urn:continuo:problem:rate-limited"))
                .body("limit", equalTo("requests_per_second"))
                .body("allowed", equalTo(PER_SECOND));
        await().until(() -> get("burst").statusCode() == 200);
    }

    @Test
    void everyAnswerToALimitedCallerSaysHowItStands() {
        get("told")
                .then()
                .statusCode(200)
                .header("RateLimit-Policy", "\"requests\";q=5;w=1, \"bytes\";q=1048576;w=1;qu=\"content-bytes\"")
                .header("RateLimit", matchesPattern("\"requests\";r=4;t=1, \"bytes\";r=10\\d{5};t=[01]"));
        by(key("told"))
                .get(SESSIONS + "/nobody")
                .then()
                .statusCode(404)
                .header("RateLimit", matchesPattern("\"requests\";r=[34];t=1, .*"));
    }

    @Test
    void aCallerWithoutALimitIsToldOfNone() {
        for (int i = 0; i < 4 * PER_SECOND; i++) {
            Response answer = get("free");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().hasHeaderWithName("RateLimit")).isFalse();
            assertThat(answer.headers().hasHeaderWithName("RateLimit-Policy")).isFalse();
        }
    }

    @Test
    void healthIsNeverLimited() {
        flood("health");
        for (int i = 0; i < 4 * PER_SECOND; i++) {
            by(key("health")).get("/health/live").then().statusCode(200);
        }
    }

    @Test
    void aBatchCountsAsItsOperations() {
        String operations = IntStream.range(0, 4 * PER_SECOND)
                .mapToObj(i -> "{\"op\":\"get_session\",\"session_id\":\"nobody\"}")
                .collect(Collectors.joining(","));
        by(key("batch"))
                .contentType("application/json")
                .body("{\"operations\":[" + operations + "]}")
                .post("/api/v1/batch")
                .then()
                .statusCode(200);

        Response refused = get("batch");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(3, 4);
    }

    @Test
    void bytesOfRequestsAndAnswersArePaidBeforeTheNext() {
        String id = newId();
        String state = "{\"state\":{\"a\":\"" + "x".repeat(3 * BYTES_PER_SECOND) + "\"}}";
        by(key("bytes"))
                .contentType("application/json")
                .body(state)
                .put(SESSIONS + "/" + id)
                .then()
                .statusCode(201);

        Response refused = by(key("bytes")).get(SESSIONS + "/" + id);

        refused.then()
                .statusCode(429)
                .header("RateLimit-Policy", "\"bytes\";q=10000;w=1;qu=\"content-bytes\"")
                .body("limit", equalTo("bytes_per_second"))
                .body("allowed", equalTo(BYTES_PER_SECOND));
        // The request has 30,000 and its answer again, and 10,000 of them were there.
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(4, 6);
    }

    @Test
    void aRefusedHeadHasNoBody() {
        Response refused = by(key("head")).head(SESSIONS + "/nobody");
        for (int i = 0; i < 1_000 && refused.statusCode() == 404; i++) {
            refused = by(key("head")).head(SESSIONS + "/nobody");
        }
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.asByteArray()).isEmpty();
    }

    @Test
    void whatIsRefusedIsCounted() {
        double before = refusedRequests();
        flood("meter");
        await().untilAsserted(() -> assertThat(refusedRequests()).isGreaterThan(before));
    }

    private static double refusedRequests() {
        return by(key("free"))
                .get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("continuo_requests_limited_total{limit=\"requests\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Asks faster than it may until it is refused. */
    private Response flood(String name) {
        for (int i = 0; i < 1_000; i++) {
            Response answer = get(name);
            if (answer.statusCode() == 429) {
                assertThat(i).as("let in before").isGreaterThanOrEqualTo(PER_SECOND);
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    private Response get(String name) {
        return by(key(name)).filter(contract).get(SESSIONS);
    }
}
