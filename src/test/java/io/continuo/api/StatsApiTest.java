package io.continuo.api;

import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** {@code GET /api/v1/stats}. */
@QuarkusTest
class StatsApiTest {

    private final String namespace = newId();

    @Test
    void aNamespaceWhereNothingWasDoneHasZeros() {
        JsonPath stats = stats();

        assertThat(stats.getString("scope")).isEqualTo("replica");
        assertThat(stats.getInt("sessions.total")).isZero();
        assertThat(stats.getInt("operations.total")).isZero();
        assertThat(stats.getMap("$")).containsEntry("hit_rate", null);
        assertThat(stats.getMap("errors")).isEmpty();
        assertThat(stats.getMap("latency_ms")).isEmpty();
        assertThat(stats.getMap("journal").toString()).isEqualTo("{entries=0, bytes=0}");
    }

    @Test
    void whatCallersDoIsCounted() {
        String session = "/api/v1/sessions/" + newId();
        in().body("{}").put(session).then().statusCode(201);
        in().get(session).then().statusCode(200);
        in().get(session + "/messages").then().statusCode(200);
        in().get(session).then().statusCode(200);
        in().get("/api/v1/sessions/" + newId()).then().statusCode(404);
        in().head(session).then().statusCode(200);
        in().body("{}").header("If-Match", "\"7\"").put(session).then().statusCode(412);

        JsonPath stats = stats();
        assertThat(stats.getInt("sessions.5m")).isEqualTo(1);
        assertThat(stats.getInt("sessions.1h")).isEqualTo(1);
        assertThat(stats.getInt("sessions.24h")).isEqualTo(1);
        assertThat(stats.getInt("sessions.total")).isEqualTo(1);
        assertThat(stats.getInt("operations.total")).isEqualTo(7);
        assertThat(stats.getDouble("operations.per_second")).isPositive();
        assertThat(stats.getInt("hits")).isEqualTo(3);
        assertThat(stats.getInt("misses")).isEqualTo(1);
        assertThat(stats.getDouble("hit_rate")).isEqualTo(0.75);
        assertThat(stats.getMap("errors").toString()).isEqualTo("{version_conflict=1}");
        assertThat(stats.getMap("latency_ms").keySet().toString())
                .isEqualTo("[load_session, put_session, read_messages, session_exists]");
        assertThat(stats.getDouble("latency_ms.put_session.p99")).isPositive();
        assertThat(stats.getDouble("latency_ms.put_session.avg")).isPositive();
        assertThat(stats().getInt("operations.total"))
                .as("asking changes nothing")
                .isEqualTo(7);
    }

    @Test
    void aNamespaceOfAnotherFormIsRefused() {
        RestAssured.given()
                .header("Continuo-Namespace", "UPPER")
                .get("/api/v1/stats")
                .then()
                .statusCode(400);
    }

    private JsonPath stats() {
        return in().get("/api/v1/stats").then().statusCode(200).extract().jsonPath();
    }

    private io.restassured.specification.RequestSpecification in() {
        return RestAssured.given().header("Continuo-Namespace", namespace).contentType("application/json");
    }
}
