package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import io.continuo.model.AccessRole;

/** Where an application's pages are configured to ask, a browser is told so without a key, and nobody is let in without. */
@QuarkusTest
@TestProfile(CorsTest.WithAnOrigin.class)
class CorsTest {

    private static final String APP = "https://app.example";

    public static class WithAnOrigin extends Locked {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("quarkus.http.cors.enabled", "true");
            settings.put("quarkus.http.cors.origins", APP);
            settings.put("quarkus.http.cors.methods", "GET,POST");
            settings.put("quarkus.http.cors.headers", "authorization,content-type");
            settings.put("quarkus.http.cors.exposed-headers", "ETag");
            return settings;
        }
    }

    private static RequestSpecification preflight(String origin) {
        return RestAssured.given()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type");
    }

    @Test
    void aPreflightIsAnsweredWithoutAKey() {
        Response answer = preflight(APP).options(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("authorization");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aPreflightOfAnotherOriginIsRefused() {
        Response answer = preflight("https://other.example").options(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void anOriginIsNoKey() {
        Response unknown = RestAssured.given().header("Origin", APP).get(SESSIONS);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        Response other =
                by(AccessRole.READER).header("Origin", "https://other.example").get(SESSIONS);
        assertThat(other.statusCode()).isEqualTo(403);
    }

    @Test
    void optionsWithoutAnOriginIsNoPreflight() {
        RestAssured.given()
                .header("Access-Control-Request-Method", "POST")
                .options(SESSIONS)
                .then()
                .statusCode(401);
    }

    @Test
    void whoIsKnownReadsFromThere() {
        Response answer = by(AccessRole.READER).header("Origin", APP).get(SESSIONS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag");
    }
}
