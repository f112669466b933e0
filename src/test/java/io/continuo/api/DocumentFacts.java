package io.continuo.api;

import static io.continuo.api.ProblemContractTest.isProblem;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents over HTTP, whatever the store. */
abstract class DocumentFacts {

    /** The namespace {@code typed} takes configured types only, {@code small} little. */
    public static class Types implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "continuo.namespaces.typed.unknown-documents", "refuse",
                    "continuo.namespaces.typed.documents.scene.ttl", "30m",
                    "continuo.namespaces.typed.documents.scene.max-ttl", "1h",
                    "continuo.namespaces.typed.documents.notes.ttl", "",
                    "continuo.namespaces.small.max-documents", "2",
                    "continuo.namespaces.small.max-document-bytes", "10");
        }
    }

    private static final String TYPED = "typed";
    private static final String SMALL = "small";

    private final String session = SESSIONS + "/" + newId();
    private final String user = USERS + "/" + newId();

    private void createSession() {
        Rest.json("{}").put(session).then().statusCode(201);
    }

    private void createSession(String namespace) {
        in(namespace, "{}").put(session).then().statusCode(201);
    }

    private static RequestSpecification in(String namespace, String body) {
        return Rest.json(body).header("Continuo-Namespace", namespace);
    }

    private static RequestSpecification in(String namespace) {
        return RestAssured.given().header("Continuo-Namespace", namespace);
    }

    private static Response put(String document, String body) {
        return Rest.json(body).urlEncodingEnabled(false).put(document);
    }

    private static Response get(String path) {
        return RestAssured.given().urlEncodingEnabled(false).get(path);
    }

    private static void assertHolds(String document, String body) {
        Response answer = get(document);
        answer.then().statusCode(200).contentType("application/json");
        assertThat(new String(answer.asByteArray(), UTF_8)).isEqualTo(body);
    }

    private static void assertLives(Response written, Duration life) {
        Instant expires = Instant.parse(written.path("expires_at"));
        assertThat(expires).isEqualTo(Instant.parse(written.path("updated_at")).plus(life));
    }

    private static String error(Response answer) {
        return answer.jsonPath().getString("errors[0].pointer");
    }

    @Test
    void aDocumentIsCreatedThenReplacedAndShownAsItself() {
        createSession();
        for (String owner : List.of(session, user)) {
            String document = owner + "/documents/character/heroine";
            put(document, " {\"name\" : \"Mira\"} ")
                    .then()
                    .statusCode(201)
                    .header("ETag", "\"1\"")
                    .header("Location", document)
                    .body("type", equalTo("character"))
                    .body("key", equalTo("heroine"))
                    .body("bytes", equalTo(15))
                    .body("version", equalTo(1))
                    .body("updated_at", notNullValue());
            get(document).then().header("ETag", "\"1\"");
            assertHolds(document, "{\"name\":\"Mira\"}");
            put(document, "[1.10]")
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"2\"")
                    .header("Location", nullValue())
                    .body("version", equalTo(2))
                    .body("bytes", equalTo(6));
            assertHolds(document, "[1.10]");
        }
    }

    @Test
    void everyJsonIsADocumentAndKeptExactly() {
        for (String body : List.of(
                "null",
                "true",
                "\"\"",
                "-0",
                "1e400",
                "1" + "0".repeat(1200),
                "[]",
                "{}",
                "{\"z\":1e400,\"a\":[9007199254740993,1.10,-0,1E+2],\"\":\"\\u0000\\ud83d\\ude00\",\"u\":\"\u00e9\u4e2d\ud83d\ude00\",\"s\":\"\\/\"}")) {
            put(user + "/documents/exact/one", body).then().statusCode(body.equals("null") ? 201 : 200);
            assertHolds(user + "/documents/exact/one", body);
        }
    }

    @Test
    void aReaderThatHasTheVersionGets304AndHeadHasNoBody() {
        String document = user + "/documents/a/b";
        RestAssured.head(document).then().statusCode(404);
        put(document, "1");
        RestAssured.given()
                .header("If-None-Match", "\"1\"")
                .get(document)
                .then()
                .statusCode(304)
                .header("ETag", "\"1\"");
        RestAssured.given()
                .header("If-None-Match", "\"2\"")
                .get(document)
                .then()
                .statusCode(200);
        Response head = RestAssured.head(document);
        head.then().statusCode(200);
        assertThat(head.asString()).isEmpty();
    }

    @Test
    void conditionsAreAboutTheDocument() {
        createSession();
        String document = session + "/documents/a/b";
        isProblem(Rest.json("1").header("If-Match", "\"1\"").put(document), 412, "version-conflict")
                .then()
                .body("current_version", nullValue());
        Rest.json("1").header("If-None-Match", "*").put(document).then().statusCode(201);
        isProblem(Rest.json("1").header("If-None-Match", "*").put(document), 412, "version-conflict")
                .then()
                .body("current_version", equalTo(1))
                .body("detail", containsString("document"));
        Rest.json("2").header("If-Match", "\"1\"").put(document).then().statusCode(200);
        isProblem(RestAssured.given().header("If-Match", "\"1\"").delete(document), 412, "version-conflict")
                .then()
                .body("current_version", equalTo(2));
        RestAssured.given().header("If-Match", "\"2\"").delete(document).then().statusCode(204);
        isProblem(RestAssured.delete(document), 404, "document-not-found");
        isProblem(get(document), 404, "document-not-found");
    }

    @Test
    void aRepeatedRequestHasTheFirstOutcome() {
        createSession();
        for (String owner : List.of(session, user)) {
            String document = owner + "/documents/a/b";
            Rest.json("1").header("Idempotency-Key", "k").put(document).then().statusCode(201);
            put(document, "2").then().statusCode(200);
            Rest.json("1")
                    .header("Idempotency-Key", "k")
                    .put(document)
                    .then()
                    .statusCode(201)
                    .header("Idempotency-Replayed", "true")
                    .header("ETag", "\"1\"");
            assertHolds(document, "2");
            isProblem(Rest.json("3").header("Idempotency-Key", "k").put(document), 422, "idempotency-key-reused");
            RestAssured.given()
                    .header("Idempotency-Key", "gone")
                    .delete(document)
                    .then()
                    .statusCode(204)
                    .header("Idempotency-Replayed", nullValue());
            RestAssured.given()
                    .header("Idempotency-Key", "gone")
                    .delete(document)
                    .then()
                    .statusCode(204)
                    .header("Idempotency-Replayed", "true");
        }
    }

    @Test
    void aDocumentOfASessionNeedsOneAndIsNoInteraction() {
        String document = session + "/documents/a/b";
        isProblem(put(document, "1"), 404, "session-not-found");
        isProblem(get(document), 404, "document-not-found");
        isProblem(RestAssured.delete(document), 404, "document-not-found");
        isProblem(get(session + "/documents"), 404, "session-not-found");
        isProblem(get(session + "/documents?type=a"), 404, "session-not-found");
        createSession();
        get(session + "/documents").then().statusCode(200).body("data", empty());
        Response before = get(session);
        put(document, "1").then().statusCode(201).body("expires_at", equalTo(before.path("expires_at")));
        assertThat(get(session).asString()).isEqualTo(before.asString());
        RestAssured.delete(session).then().statusCode(204);
        isProblem(get(document), 404, "document-not-found");
    }

    @Test
    void aUserIsNotCreatedAndItsDocumentsNeverExpireByThemselves() {
        get(user + "/documents")
                .then()
                .statusCode(200)
                .body("data", empty())
                .body("has_more", equalTo(false))
                .body("next_cursor", nullValue());
        assertThat(put(user + "/documents/a/b", "1").jsonPath().getMap("$")).doesNotContainKey("expires_at");
        assertThat(get(user + "/documents").jsonPath().getMap("data[0]")).doesNotContainKey("expires_at");
    }

    @Test
    void aLifeOfItsOwnOutlivesTheSession() {
        Rest.json("{\"ttl\":\"PT1S\"}").put(session).then().statusCode(201);
        put(session + "/documents/a/follows", "1").then().statusCode(201);
        assertLives(put(session + "/documents/a/lives?ttl=PT2H", "2"), Duration.ofHours(2));
        await("the session expires").until(() -> get(session).statusCode() == 404);
        get(session + "/documents/a/follows").then().statusCode(404);
        assertHolds(session + "/documents/a/lives", "2");
        get(session + "/documents").then().statusCode(200).body("data.key", contains("lives"));
        isProblem(put(session + "/documents/a/lives", "3"), 404, "session-not-found");
        RestAssured.delete(session + "/documents/a/lives").then().statusCode(204);
        isProblem(get(session + "/documents"), 404, "session-not-found");
    }

    @Test
    void aDocumentExpiresAndBeginsAnew() {
        String document = user + "/documents/a/b";
        put(document + "?ttl=PT1S", "1").then().statusCode(201);
        await("the document expires").until(() -> get(document).statusCode() == 404);
        put(document, "2").then().statusCode(201).header("ETag", "\"1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PT0S", "-PT1H", "2h", "3600", "P36501D", "PT0.0001S"})
    void aTtlThatIsNoneIsNamed(String ttl) {
        Response answer = isProblem(put(user + "/documents/a/b?ttl=" + ttl, "1"), 400, "invalid-request");
        assertThat(error(answer)).isEqualTo("ttl");
        get(user + "/documents/a/b").then().statusCode(404);
    }

    @Test
    void theTypeDecidesTheLife() {
        createSession(TYPED);
        Response scene = in(TYPED, "1").put(session + "/documents/scene/1");
        scene.then().statusCode(201);
        assertLives(scene, Duration.ofMinutes(30));
        assertLives(in(TYPED, "1").queryParam("ttl", "PT1H").put(session + "/documents/scene/1"), Duration.ofHours(1));
        isProblem(in(TYPED, "2").queryParam("ttl", "PT1H1S").put(session + "/documents/scene/1"), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("document_ttl"))
                .body("allowed", equalTo(3600));
        assertThat(in(TYPED).get(session + "/documents/scene/1").asString()).isEqualTo("1");
        in(TYPED, "1")
                .put(session + "/documents/notes/1")
                .then()
                .statusCode(201)
                .body("expires_at", equalTo(in(TYPED).get(session).path("expires_at")));
        assertLives(in(TYPED, "1").put(user + "/documents/scene/1"), Duration.ofMinutes(30));
        assertThat(in(TYPED, "1").put(user + "/documents/notes/1").jsonPath().getMap("$"))
                .doesNotContainKey("expires_at");
    }

    @Test
    void aTypeThatTheNamespaceRefusesDoesNotExist() {
        createSession(TYPED);
        for (String owner : List.of(session, user)) {
            String document = owner + "/documents/other/1";
            isProblem(in(TYPED, "1").put(document), 404, "document-type-unknown");
            isProblem(in(TYPED).get(document), 404, "document-type-unknown");
            isProblem(in(TYPED).delete(document), 404, "document-type-unknown");
            in(TYPED).head(document).then().statusCode(404);
            isProblem(in(TYPED).queryParam("type", "other").get(owner + "/documents"), 404, "document-type-unknown");
            in(TYPED).get(owner + "/documents").then().statusCode(200);
        }
    }

    @Test
    void limitsAreNamedWithWhatIsAllowed() {
        isProblem(put(user + "/documents/a/b", "\"" + "x".repeat(262_143) + "\""), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("document_bytes"))
                .body("allowed", equalTo(262_144));
        put(user + "/documents/a/b", "\"" + "x".repeat(262_142) + "\"").then().statusCode(201);
        isProblem(in(SMALL, "12345678901").put(user + "/documents/a/b"), 422, "limit-exceeded");
        in(SMALL, "1234567890").put(user + "/documents/a/1").then().statusCode(201);
        in(SMALL, "1").put(user + "/documents/b/1").then().statusCode(201);
        isProblem(in(SMALL, "1").put(user + "/documents/c/1"), 422, "limit-exceeded")
                .then()
                .body("limit", equalTo("documents"))
                .body("allowed", equalTo(2));
        in(SMALL, "2").put(user + "/documents/b/1").then().statusCode(200);
        isProblem(put(user + "/documents/a/b", "\"" + "x".repeat(1_100_000) + "\""), 413, "payload-too-large");
    }

    @Test
    void theListIsOrderedPagedAndFiltered() {
        createSession();
        for (String owner : List.of(session, user)) {
            for (String name : List.of("b/2", "a/1", "b/1", "B/1", "a:b/1")) {
                put(owner + "/documents/" + name, "{}").then().statusCode(201);
            }
            List<String> names = new ArrayList<>();
            String page = owner + "/documents?limit=2";
            String next = "";
            while (next != null) {
                Response answer = get(next.isEmpty() ? page : page + "&cursor=" + next);
                answer.then().statusCode(200);
                answer.jsonPath()
                        .getList("data", Map.class)
                        .forEach(item -> names.add(item.get("type") + "/" + item.get("key")));
                next = answer.path("next_cursor");
                assertThat(answer.<Boolean>path("has_more")).isEqualTo(next != null);
            }
            assertThat(names).containsExactly("B/1", "a/1", "a:b/1", "b/1", "b/2");
            get(owner + "/documents?type=b")
                    .then()
                    .body("data.key", contains("1", "2"))
                    .body("data[0].version", equalTo(1))
                    .body("data[0].bytes", equalTo(2))
                    .body("data[0].updated_at", notNullValue());
            get(owner + "/documents?type=none").then().statusCode(200).body("data", empty());
        }
    }

    @Test
    void aCursorOfAnotherListIsNone() {
        put(user + "/documents/a/1", "1");
        put(user + "/documents/a/2", "2");
        String cursor = get(user + "/documents?limit=1").path("next_cursor");
        for (String list : List.of(
                user + "/documents?type=a&cursor=",
                user + "x/documents?cursor=",
                user + "/sessions?cursor=",
                SESSIONS + "?cursor=")) {
            isProblem(get(list + cursor), 400, "invalid-request").then().body("errors.pointer", hasItem("cursor"));
        }
        isProblem(get(user + "/documents?cursor=nonsense"), 400, "invalid-request");
        isProblem(in(SMALL).queryParam("cursor", cursor).get(user + "/documents"), 400, "invalid-request")
                .then()
                .body("errors.pointer", hasItem("cursor"));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(error(isProblem(put(user + "/documents/a%20b/c", "1"), 400, "invalid-request")))
                .isEqualTo("type");
        assertThat(error(isProblem(put(user + "/documents/a/b%2Fc", "1"), 400, "invalid-request")))
                .isEqualTo("key");
        assertThat(error(isProblem(get(USERS + "/a%20b/documents"), 400, "invalid-request")))
                .isEqualTo("user_id");
        assertThat(error(isProblem(get(SESSIONS + "/a%20b/documents"), 400, "invalid-request")))
                .isEqualTo("session_id");
        assertThat(error(isProblem(get(user + "/documents?type="), 400, "invalid-request")))
                .isEqualTo("type");
        assertThat(error(isProblem(get(user + "/documents?limit=0"), 400, "invalid-request")))
                .isEqualTo("limit");
        isProblem(put(user + "/documents/a/b", ""), 400, "malformed-json");
        isProblem(put(user + "/documents/a/b", "{\"a\":1,\"a\":2}"), 400, "malformed-json");
        isProblem(put(user + "/documents/a/b", "[".repeat(129) + "]".repeat(129)), 400, "malformed-json");
        put(user + "/documents/a/b", "[".repeat(128) + "]".repeat(128)).then().statusCode(201);
        isProblem(Rest.json("1").contentType("text/plain").put(user + "/documents/a/b"), 415, "unsupported-media-type");
        isProblem(Rest.json("1").put(user + "/documents/a"), 404, "not-found");
    }

    @Test
    void ownersAreApart() {
        String id = newId();
        Rest.put(id, "{}").then().statusCode(201);
        put(SESSIONS + "/" + id + "/documents/a/b", "1");
        put(USERS + "/" + id + "/documents/a/b", "2");
        assertHolds(SESSIONS + "/" + id + "/documents/a/b", "1");
        assertHolds(USERS + "/" + id + "/documents/a/b", "2");
        in("other").get(USERS + "/" + id + "/documents/a/b").then().statusCode(404);
        get(USERS + "/" + id + "/documents").then().body("data", hasSize(1));
    }
}
