package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import io.continuo.access.TokenKeys;

/** Callers who are known by a token, and those among them who speak for one user. */
@QuarkusTest
@TestProfile(TokenTest.WithTokens.class)
class TokenTest {

    private static final TokenKeys KEYS = new TokenKeys(1);
    private static final String PATCH = "application/merge-patch+json";

    public static class WithTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "continuo.api-keys", "app:tokens:client:the-key-of-the-application",
                    "continuo.jwt.key-location",
                            new TokenKeys(1).publicKeyFile().toString(),
                    "continuo.jwt.issuer", "https://login.example.com",
                    "continuo.jwt.audience", "continuo",
                    "continuo.jwt.role-claim", "realm/roles",
                    "quarkus.log.category.\"io.continuo.access\".level", "DEBUG");
        }
    }

    /** Claims that are good, with more of them behind. */
    private static String claims(String more) {
        return claims("continuo", Instant.now().plusSeconds(600), more);
    }

    private static String claims(String audience, Instant expires, String more) {
        return "{\"iss\":\"https://login.example.com\",\"aud\":\"" + audience + "\",\"sub\":\"somebody\",\"iat\":"
                + Instant.now().minusSeconds(60).getEpochSecond() + ",\"exp\":" + expires.getEpochSecond() + more + "}";
    }

    private static String may(String namespace, String role) {
        return ",\"namespace\":\"" + namespace + "\",\"realm\":{\"roles\":[\"offline\",\"" + role + "\"]}";
    }

    static RequestSpecification user(String id) {
        return by(KEYS.token(claims(may("tokens", "client") + ",\"user_id\":\"" + id + "\"")));
    }

    static RequestSpecification app() {
        return by("the-key-of-the-application");
    }

    static Response sent(RequestSpecification caller, String method, String path, String body) {
        return caller.contentType(method.equals("PATCH") ? PATCH : "application/json")
                .body(body)
                .request(method, path);
    }

    static String sessionOf(String user) {
        String id = newId();
        sent(app(), "POST", SESSIONS, "{\"session_id\":\"" + id + "\",\"user_id\":\"" + user + "\"}")
                .then()
                .statusCode(201);
        return id;
    }

    private static void assertUnknown(String token) {
        by(token).get(SESSIONS).then().statusCode(401).body("type", equalTo("urn:continuo:problem:unauthenticated"));
    }

    @Test
    void aTokenSaysWhatItsBearerMay() {
        by(KEYS.token(claims(may("tokens", "reader")))).get(SESSIONS).then().statusCode(200);
        sent(by(KEYS.token(claims(may("tokens", "reader")))), "POST", SESSIONS, "{}")
                .then()
                .statusCode(403);
        sent(by(KEYS.token(claims(may("tokens", "client")))), "POST", SESSIONS, "{}")
                .then()
                .statusCode(201);
        by(KEYS.token(claims(may("tokens", "operator")))).get("/metrics").then().statusCode(200);
        by(KEYS.token(claims(may("tokens", "reader"))))
                .header("Continuo-Namespace", "other")
                .get(SESSIONS)
                .then()
                .statusCode(403);
        by(KEYS.token(claims(may("*", "reader"))))
                .header("Continuo-Namespace", "other")
                .get(SESSIONS)
                .then()
                .statusCode(200);
        app().get(SESSIONS).then().statusCode(200);
    }

    @Test
    void aTokenThatIsNotGoodIsNotTaken() {
        String good = KEYS.token(claims(may("tokens", "client")));
        assertUnknown(TokenKeys.unsigned(claims(may("tokens", "client"))));
        assertUnknown(KEYS.confused(claims(may("tokens", "client"))));
        assertUnknown(new TokenKeys(2).token(claims(may("tokens", "client"))));
        assertUnknown(KEYS.token(claims("another", Instant.now().plusSeconds(600), may("tokens", "client"))));
        assertUnknown(KEYS.token(claims(may("tokens", "client")).replace("login.example", "elsewhere.example")));
        assertUnknown(KEYS.token(claims(may("tokens", "client")).replaceFirst("\"exp\":\\d+,", "")));
        assertUnknown(good.substring(0, good.length() - 10));
        assertUnknown(good.substring(0, good.lastIndexOf('.') + 1));
        assertUnknown(good.substring(good.indexOf('.')));
        assertUnknown("..");
        assertUnknown("a.b.c");
        assertUnknown(good.replace(".", ".".repeat(2)));
        assertUnknown("x".repeat(4_000) + "." + "y".repeat(4_000) + ".z");
        assertUnknown(KEYS.token("[".repeat(4_000)));
        by(KEYS.token(claims("continuo", Instant.now().minusSeconds(600), may("tokens", "client"))))
                .get(SESSIONS)
                .then()
                .statusCode(401)
                .body("detail", equalTo("The token has expired."));
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        String operator = KEYS.token(claims(may("tokens", "operator")));
        Map<String, Long> before = AccessTest.refusals(by(operator));
        by(TokenKeys.unsigned(claims(may("tokens", "client")))).get(SESSIONS);
        by(KEYS.token(claims("continuo", Instant.now().minusSeconds(600), may("tokens", "client"))))
                .get(SESSIONS);
        by(KEYS.token(claims(""))).get(SESSIONS);
        user("u").get(USERS + "/v");
        user("u").get("/metrics");
        assertThat(AccessTest.grown(before, AccessTest.refusals(by(operator))))
                .isEqualTo(Map.of("bad_token", 1L, "expired", 1L, "claims", 1L, "user", 1L, "role", 1L));
    }

    @Test
    void aTokenThatSaysTooLittleOpensNothing() {
        for (String claims : List.of(
                "",
                ",\"namespace\":\"tokens\"",
                may("Tokens!", "client"),
                may("tokens", "root"),
                ",\"namespace\":[\"tokens\"],\"realm\":{\"roles\":\"client\"}",
                may("tokens", "client") + ",\"user_id\":7",
                may("tokens", "client") + ",\"user_id\":\"\"",
                may("tokens", "client") + ",\"user_id\":{\"id\":\"u\"}")) {
            assertThat(by(KEYS.token(claims(claims))).get(SESSIONS).statusCode())
                    .as(claims)
                    .isEqualTo(403);
        }
    }

    @Test
    void whatAUserCreatesIsTheUsers() {
        String id = newId();
        sent(user("u"), "POST", SESSIONS, "{\"session_id\":\"" + id + "\"}")
                .then()
                .body("user_id", equalTo("u"));
        sent(user("u"), "PUT", SESSIONS + "/" + newId(), "{\"user_id\":\"u\"}")
                .then()
                .statusCode(201);
        sent(user("u"), "POST", "/api/v1/input", "{\"user_input\":\"Hello\"}")
                .then()
                .statusCode(201)
                .body("session.user_id", equalTo("u"));
        sent(user("u"), "POST", SESSIONS + "/" + newId() + "/messages", "{\"role\":\"user\",\"content\":\"Hello\"}")
                .then()
                .statusCode(201)
                .body("session.user_id", equalTo("u"));
        String other = "{\"user_id\":\"v\"";
        sent(user("u"), "POST", SESSIONS, other + "}").then().statusCode(403);
        sent(user("u"), "PUT", SESSIONS + "/" + newId(), other + "}").then().statusCode(403);
        sent(user("u"), "PATCH", SESSIONS + "/" + id, other + "}").then().statusCode(403);
        sent(user("u"), "PATCH", SESSIONS + "/" + id, "{\"user_id\":null}")
                .then()
                .statusCode(403);
        sent(user("u"), "POST", "/api/v1/input", other + ",\"user_input\":\"Hello\"}")
                .then()
                .statusCode(403);
        sent(user("u"), "PATCH", SESSIONS + "/" + id, "{\"state\":{\"a\":1}}")
                .then()
                .statusCode(200);
    }

    @Test
    void aSessionOfAnotherIsNotThere() {
        String id = sessionOf("v");
        String one = SESSIONS + "/" + id;
        String said = "{\"role\":\"user\",\"content\":\"Hello\"}";
        sent(app(), "PUT", one + "/documents/note/n", "1").then().statusCode(201);
        String before = app().get(one + "?history=5").asString();

        for (String path : List.of("", "?history=3", "/messages", "/documents", "/documents/note/n")) {
            user("u")
                    .get(one + path)
                    .then()
                    .statusCode(404)
                    .body("type", equalTo("urn:continuo:problem:session-not-found"));
        }
        user("u").head(one).then().statusCode(404);
        user("u").head(one + "/documents/note/n").then().statusCode(404);
        sent(user("u"), "POST", SESSIONS, "{\"session_id\":\"" + id + "\"}")
                .then()
                .statusCode(404);
        sent(user("u"), "PUT", one, "{}").then().statusCode(404);
        sent(user("u"), "PATCH", one, "{\"state\":{\"a\":1}}").then().statusCode(404);
        sent(user("u"), "POST", one + "/messages", said).then().statusCode(404);
        sent(user("u"), "POST", "/api/v1/input", "{\"session_id\":\"" + id + "\",\"user_input\":\"Hello\"}")
                .then()
                .statusCode(404);
        sent(user("u"), "PUT", one + "/documents/note/n", "2").then().statusCode(404);
        user("u").delete(one + "/documents/note/n").then().statusCode(404);
        user("u").post(one + "/touch").then().statusCode(404);
        user("u").delete(one + "/messages").then().statusCode(404);
        user("u").delete(one).then().statusCode(404);
        user("u").get(one + "/debug").then().statusCode(403);

        assertThat(app().get(one + "?history=5").asString()).isEqualTo(before);
        user("v").get(one).then().statusCode(200);
        user("v").get(one + "/documents/note/n").then().statusCode(200);
        user("v").delete(one).then().statusCode(204);
    }

    @Test
    void aUserSeesNobodyElse() {
        String me = newId();
        sessionOf(me);
        sessionOf(newId());
        user(me).get(SESSIONS).then().statusCode(200).body("data.user_id", equalTo(List.of(me)));
        user(me).queryParam("user_id", "v").get(SESSIONS).then().statusCode(403);
        user(me).get(USERS + "/" + me + "/sessions").then().statusCode(200).body("data", hasSize(1));
        for (String path : List.of("", "/sessions", "/documents", "/documents/note/n")) {
            user(me).get(USERS + "/v" + path).then().statusCode(403);
        }
        sent(user(me), "PUT", USERS + "/" + me + "/documents/note/n", "1")
                .then()
                .statusCode(201);
        sent(user(me), "PUT", USERS + "/v/documents/note/n", "1").then().statusCode(403);
        user(me).delete(USERS + "/v").then().statusCode(403);
        user(me).delete(USERS + "/" + me).then().statusCode(200);
        by(KEYS.token(claims(may("tokens", "admin") + ",\"user_id\":\"" + me + "\"")))
                .get("/api/v1/stats")
                .then()
                .statusCode(403);
    }

    @Test
    void aBatchIsHeldToTheUserAsWell() {
        String id = sessionOf("v");
        String mine = sessionOf("u");
        String operations = "{\"operations\":[{\"op\":\"get_session\",\"session_id\":\"" + id + "\"},"
                + "{\"op\":\"patch_session\",\"session_id\":\"" + id + "\",\"state\":{\"a\":1}},"
                + "{\"op\":\"put_session\",\"session_id\":\"" + newId() + "\",\"user_id\":\"v\"},"
                + "{\"op\":\"put_document\",\"session_id\":\"" + id + "\",\"type\":\"t\",\"key\":\"k\",\"document\":1},"
                + "{\"op\":\"get_document\",\"user_id\":\"v\",\"type\":\"t\",\"key\":\"k\"},"
                + "{\"op\":\"append_messages\",\"session_id\":\"" + mine + "\",\"role\":\"user\",\"content\":\"x\"},"
                + "{\"op\":\"get_session\",\"session_id\":\"" + mine + "\"}]}";
        sent(user("u"), "POST", "/api/v1/batch", operations)
                .then()
                .body("results.status", equalTo(List.of(404, 404, 403, 404, 403, 201, 200)));
    }

    @Test
    void aLargeBodyWaitsForItsToken() {
        sent(
                        by(KEYS.token(claims(may("tokens", "client")))),
                        "POST",
                        SESSIONS,
                        "{\"state\":{\"a\":\"" + "x".repeat(200_000) + "\"}}")
                .then()
                .statusCode(201);
    }
}
