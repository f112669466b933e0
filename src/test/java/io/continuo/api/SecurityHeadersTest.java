package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.continuo.model.AccessRole;

/** What each answer tells a browser, whoever gives it; and that no other site's page may ask. */
@QuarkusTest
@TestProfile(Locked.class)
class SecurityHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/sessions,200",
        "/api/v1/sessions/nobody,404",
        "/api/v1/sessions?limit=0,400",
        "/api/v1/nothing-here,404",
        "/api/v1/admin/export,403",
        "/health/ready,200",
        "/metrics,200",
        "/openapi,200",
        "/swagger-ui/,200",
        "/nothing-here,404"
    })
    void everyAnswerHasThem(String path, int status) {
        Response answer = by(AccessRole.OPERATOR).get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertSafe(answer);
        if (path.startsWith("/api/")) {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void soHasOneToAnUnknownCaller() {
        Response answer = RestAssured.get(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertSafe(answer);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void soHasOneToAWrite() {
        Response answer = by(AccessRole.CLIENT)
                .contentType("application/json")
                .body("{\"session_id\":\"" + newId() + "\"}")
                .post(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertSafe(answer);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void nothingButSwaggerUiMayLoadAnything() {
        assertThat(by(AccessRole.READER).get(SESSIONS).header("Content-Security-Policy"))
                .startsWith("default-src 'none'; frame-ancestors 'none'")
                .doesNotContain("'self'");
        assertThat(by(AccessRole.READER).get("/swagger-ui/").header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self' 'unsafe-inline'", "frame-ancestors 'none'");
    }

    @Test
    void aPreflightIsAnUnknownCallersRequest() {
        Response answer = RestAssured.given()
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "GET")
                .options(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(by(AccessRole.READER)
                        .header("Origin", "https://app.example")
                        .get(SESSIONS)
                        .header("Access-Control-Allow-Origin"))
                .isNull();
    }

    private static void assertSafe(Response answer) {
        assertThat(answer.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().getValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.headers().getValues("Content-Security-Policy")).hasSize(1);
        // Over plain HTTP it would mean nothing.
        assertThat(answer.header("Strict-Transport-Security")).isNull();
    }
}
