package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.model.AccessRole;
import io.continuo.model.Refusal;

/** Who is let in, and how whoever is not is told. */
@QuarkusTest
@TestProfile(Locked.class)
class AccessTest {

    private static final String READER = Locked.key(AccessRole.READER);
    private static final String CLIENT = Locked.key(AccessRole.CLIENT);
    private static final String LIST = "GET /api/v1/sessions HTTP/1.1\r\nHost: x\r\n";

    @Test
    void whoIsNotKnownIsToldHowToBe() {
        Response answer = RestAssured.get(SESSIONS);
        answer.then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"continuo\""))
                .contentType("application/problem+json")
                .body("type", equalTo("urn:continuo:problem:unauthenticated"));
        assertThat(RestAssured.get("/api/v1/nothing-here").statusCode()).isEqualTo(401);
        assertThat(RestAssured.get("/nothing-here").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyComesInEitherHeader() {
        RestAssured.given().header("X-API-Key", READER).get(SESSIONS).then().statusCode(200);
        by(READER).get(SESSIONS).then().statusCode(200);
        by(READER).header("X-API-Key", READER).get(SESSIONS).then().statusCode(200);
        by(READER).header("X-API-Key", CLIENT).get(SESSIONS).then().statusCode(401);
    }

    @Test
    void onlyHealthIsOpen() {
        for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started")) {
            RestAssured.get(path).then().statusCode(200);
        }
        for (String path : List.of("/metrics", "/openapi", "/openapi.json", "/swagger-ui/", "/healthy", "/q/dev")) {
            RestAssured.get(path).then().statusCode(401);
        }
        by(AccessRole.CLIENT).get("/metrics").then().statusCode(403);
        by(AccessRole.OPERATOR).get("/metrics").then().statusCode(200);
        by(AccessRole.READER).get("/openapi").then().statusCode(200);
        by(AccessRole.READER).get("/swagger-ui/").then().statusCode(200);
        by(AccessRole.ADMIN).get("/healthy").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_key", "apikey", "X-API-Key", "key", "token", "access_token", "Authorization"})
    void aKeyInAQueryIsRefused(String parameter) {
        by(CLIENT)
                .queryParam(parameter, CLIENT)
                .get(SESSIONS)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:continuo:problem:invalid-request"));
        RestAssured.given().queryParam(parameter, CLIENT).get(SESSIONS).then().statusCode(400);
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        Map<String, Long> before = refusals(by(AccessRole.OPERATOR));
        RestAssured.get(SESSIONS);
        RestAssured.given().header("Authorization", "Basic dTpw").get(SESSIONS);
        by("no-such-key-0123456789").get(SESSIONS);
        by("no-such-key-9876543210").get("/metrics");
        by(READER).contentType("application/json").body("{}").post(SESSIONS);
        by(READER).get("/metrics");
        by(READER).header("Continuo-Namespace", Locked.FOREIGN).get(SESSIONS);
        by(READER).get(SESSIONS + "/none");
        assertThat(grown(before, refusals(by(AccessRole.OPERATOR))))
                .isEqualTo(Map.of("missing", 1L, "malformed", 1L, "unknown_key", 2L, "role", 2L, "namespace", 1L));
    }

    /** The counters as they are now. */
    static Map<String, Long> refusals(RequestSpecification operator) {
        Pattern counter =
                Pattern.compile("^continuo_refusals_total\\{reason=\"(\\w+)\"} (\\d+)\\.0$", Pattern.MULTILINE);
        return counter.matcher(operator.get("/metrics").asString())
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> Long.valueOf(found.group(2))));
    }

    /** By how much; without what has not. */
    static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        assertThat(before).hasSize(Refusal.values().length).containsOnlyKeys(after.keySet());
        Map<String, Long> grown = new HashMap<>(after);
        before.forEach((reason, count) -> grown.merge(reason, count, (now, then) -> now - then));
        grown.values().removeIf(by -> by == 0);
        return grown;
    }

    @Test
    void aKeyIsExactlyThatKey() {
        for (String other : List.of(
                CLIENT.substring(0, CLIENT.length() - 1),
                CLIENT + "0",
                CLIENT.toUpperCase(java.util.Locale.ROOT),
                "x".repeat(8_000),
                "*",
                "..%00")) {
            by(other).get(SESSIONS).then().statusCode(401);
        }
    }

    @Test
    void strangeHeadersGetAnAnswer() throws IOException {
        assertAnswer(
                401, LIST + "Authorization: Bearer " + READER + "\r\nAuthorization: Bearer " + READER + "\r\n\r\n");
        assertAnswer(401, LIST + "X-API-Key: " + READER + "\r\nX-API-Key: " + READER + "\r\n\r\n");
        assertAnswer(401, LIST + "X-API-Key:\r\n\r\n");
        assertAnswer(401, LIST + "Authorization: Basic dTpw\r\n\r\n");
        assertAnswer(401, LIST + "Authorization: Bearer k\u00e4se\r\n\r\n");
        assertAnswer(400, LIST + "Authorization: Bearer a\u0000b\r\n\r\n");
        assertAnswer(431, LIST + "Authorization: Bearer " + "x".repeat(20_000) + "\r\n\r\n");
        assertAnswer(200, LIST + "authorization: bearer   " + READER + "\r\n\r\n");
    }

    private static void assertAnswer(int status, String request) throws IOException {
        try (RawHttp http = new RawHttp()) {
            assertThat(http.send(request).answer()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void aRefusedBodyIsDroppedAndTheConnectionServesOn() throws IOException {
        String post = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        try (RawHttp http = new RawHttp()) {
            http.send(post + "Content-Length: 2000000\r\n\r\n" + "x".repeat(2_000_000));
            assertThat(http.answer()).startsWith("HTTP/1.1 401");
            http.send(post + "X-API-Key: " + CLIENT + "\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(http.answer()).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void noSpellingOfAPathLeadsAroundItsRole() {
        for (String path : List.of(
                "/api/v1/admin/invalidations",
                "/api/v1/admin/invalidations/",
                "/api/v1/%61dmin/invalidations",
                "/%61pi/v1/admin/invalidations")) {
            Response answer = by(AccessRole.OPERATOR)
                    .urlEncodingEnabled(false)
                    .contentType("application/json")
                    .body("{\"scope\":\"all\"}")
                    .post(path);
            assertThat(answer.statusCode()).as(path).isIn(403, 404);
        }
        for (String path :
                List.of("/api/v1/redis%2Dstatus", "/%6Detrics", "/metrics/", "/api/v1//stats", "/api/v1/./stats")) {
            assertThat(by(AccessRole.CLIENT).urlEncodingEnabled(false).get(path).statusCode())
                    .as(path)
                    .isIn(400, 403, 404);
        }
    }

    @Test
    void theKeyDecidesTheNamespace() {
        String id = newId();
        by(AccessRole.CLIENT)
                .contentType("application/json")
                .body("{\"session_id\":\"" + id + "\"}")
                .post(SESSIONS)
                .then()
                .statusCode(201);
        String one = SESSIONS + "/" + id;
        by(AccessRole.READER)
                .header("Continuo-Namespace", Locked.OWN)
                .get(one)
                .then()
                .statusCode(200);
        by(Locked.foreignKey()).get(one).then().statusCode(404);
        by(Locked.foreignKey())
                .header("Continuo-Namespace", Locked.OWN)
                .get(one)
                .then()
                .statusCode(403)
                .body("detail", equalTo("The caller f may enter the namespace foreign only."));
        by(Locked.EVERYWHERE).get(one).then().statusCode(404);
        by(Locked.EVERYWHERE)
                .header("Continuo-Namespace", Locked.OWN)
                .get(one)
                .then()
                .statusCode(200);
    }

    @Test
    void eachOperationOfABatchNeedsItsOwnRole() {
        String operations = "{\"operations\":[{\"op\":\"get_session\",\"session_id\":\"x\"},"
                + "{\"op\":\"touch_session\",\"session_id\":\"x\"},{\"op\":\"no_such\"}]}";
        by(AccessRole.READER)
                .contentType("application/json")
                .body(operations)
                .post("/api/v1/batch")
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of(404, 403, 400)));
        by(AccessRole.CLIENT)
                .contentType("application/json")
                .body(operations)
                .post("/api/v1/batch")
                .then()
                .body("results.status", equalTo(List.of(404, 404, 400)));
    }

    @Test
    void anIdThatFollowsFromAKeyIsTheCallersOwn() {
        String key = newId();
        String mine = created(Locked.key(AccessRole.CLIENT), key);
        assertThat(created(Locked.key(AccessRole.CLIENT), key)).isEqualTo(mine);
        assertThat(created(Locked.key(AccessRole.ADMIN), key)).isNotEqualTo(mine);
    }

    private static String created(String apiKey, String idempotencyKey) {
        return by(apiKey)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body("{}")
                .post(SESSIONS)
                .then()
                .statusCode(201)
                .extract()
                .path("session_id");
    }
}
