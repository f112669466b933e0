package io.continuo.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A batch while nothing listens where Redis should be: nobody uses port 1. */
@QuarkusTest
@TestProfile(BatchWithoutRedisTest.Away.class)
class BatchWithoutRedisTest {

    private static final String READ = "{\"op\":\"get_session\",\"session_id\":\"a\"}";
    private static final String WRITE = "{\"op\":\"put_session\",\"session_id\":\"b\"}";

    public static class Away implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "continuo.store",
                    "redis",
                    "continuo.redis.url",
                    "redis://127.0.0.1:1",
                    "continuo.outage",
                    "reject");
        }
    }

    @Test
    void whereNothingCouldBeDoneTheAnswerIsOneProblem() {
        ProblemContractTest.isProblem(BatchFacts.batch(READ, WRITE), 503, "store-unavailable")
                .then()
                .header("Retry-After", equalTo("1"))
                .body("instance", equalTo(BatchFacts.BATCH));
    }

    @Test
    void whereSomethingElseIsWrongEachHasItsOwn() {
        BatchFacts.batch(READ, "{\"op\":\"fly\"}", WRITE)
                .then()
                .statusCode(200)
                .body("results.status", contains(503, 400, 503))
                .body("results[0].problem.type", equalTo("urn:continuo:problem:store-unavailable"))
                .body("results[0].retry_after", greaterThan(0));
    }
}
