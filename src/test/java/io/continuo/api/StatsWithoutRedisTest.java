package io.continuo.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

/** Figures while nothing listens where Redis should be. */
@QuarkusTest
@TestProfile(BatchWithoutRedisTest.Away.class)
class StatsWithoutRedisTest {

    private final String namespace = Rest.newId();

    @Test
    void howManySessionsThereAreIsUnknownAndNotZero() {
        RestAssured.given()
                .header("Continuo-Namespace", namespace)
                .get("/api/v1/sessions/s")
                .then()
                .statusCode(503);

        RestAssured.given()
                .header("Continuo-Namespace", namespace)
                .get("/api/v1/stats")
                .then()
                .statusCode(200)
                .body("sessions", hasEntry("5m", null))
                .body("sessions", hasEntry("total", null))
                .body("operations.total", equalTo(1))
                .body("errors.unavailable", equalTo(1))
                .body("misses", equalTo(0))
                .body("hit_rate", nullValue());
    }
}
