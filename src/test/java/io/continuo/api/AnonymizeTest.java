package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.AccessRole;

/** What an anonymous export tells, and what it does not. */
@QuarkusTest
@TestProfile(AnonymizeTest.WithKey.class)
class AnonymizeTest {

    private static final String ANONYMIZE = "/api/v1/admin/anonymize";
    private static final String NDJSON = "application/x-ndjson";

    /** Where a value may stand, each named by the value that stands there. */
    private static final List<String> SECRETS = List.of(
            "hush-session",
            "hush-user",
            "hush-state-name",
            "hush-state-deep",
            "hush-state-kept",
            "hush-text",
            "hush-part",
            "hush-name",
            "hush-message-id",
            "hush-tool-argument",
            "hush-tool-call-id",
            "hush-message-metadata",
            "hush-session-metadata",
            "hush-agent",
            "hush-via",
            "hush-document-key",
            "hush-document",
            "hush-lasting",
            "hush-users-document");

    private final ContractFilter contract = new ContractFilter(OpenApiDocument.checkedIn());

    public static class WithKey extends Locked {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("continuo.anonymize-key", "the-key-for-pseudonyms-0123456789");
            return settings;
        }
    }

    @BeforeEach
    void fill() {
        String one = SESSIONS + "/hush-session";
        sent("PUT", one, """
                {"user_id":"hush-user","ttl":"PT5H",
                 "metadata":{"created_via":"hush-via","m":"hush-session-metadata","locale":"en"},
                 "state":{"stage":"s-1","hush-state-name":1,"deep":[{"a":{"b":"hush-state-deep"}}],"free":"hush-state-kept"}}
                """);
        owner().header("Idempotency-Key", "hush-once")
                .contentType("application/json")
                .body("""
                        {"messages":[
                         {"role":"user","content":"hush-text \ud83d\ude00","name":"hush-name","message_id":"hush-message-id",
                          "metadata":{"hush-message-metadata":"hush-message-metadata","output_tokens":17}},
                         {"role":"assistant","content":null,
                          "tool_calls":[{"id":"hush-tool-call-id","function":{"arguments":"hush-tool-argument"}}]},
                         {"role":"tool","content":[{"type":"text","text":"hush-part"}],"tool_call_id":"hush-tool-call-id"}]}
                        """)
                .post(one + "/messages")
                .then()
                .statusCode(201);
        sent("PUT", one + "/documents/note/hush-document-key", "{\"d\":\"hush-document\"}");
        sent("PUT", one + "/documents/letter/hush-document-key?ttl=PT9H", "\"hush-lasting\"");
        sent("PUT", USERS + "/hush-user/documents/note/hush-document-key", "[\"hush-users-document\"]");
        sent("PUT", SESSIONS + "/hush-long", "{\"user_id\":\"hush-user\"}");
        String messages = IntStream.range(0, 90)
                .mapToObj(i -> "{\"role\":\"user\",\"content\":\"" + "hush-text ".repeat(1_000) + "\"}")
                .collect(Collectors.joining(","));
        sent("POST", SESSIONS + "/hush-long/messages", "{\"messages\":[" + messages + "]}");
        by(AccessRole.ADMIN)
                .contentType("application/json")
                .body("{\"user_id\":\"hush-other-user\",\"state\":{\"stage\":\"s-2\"}}")
                .put(SESSIONS + "/hush-other")
                .then()
                .statusCode(201);
    }

    @AfterEach
    void empty() {
        for (String key : List.of(Locked.key(AccessRole.ADMIN), Locked.FOREIGN_ADMIN)) {
            String token = by(key).contentType("application/json")
                    .body("{\"scope\":\"all\"}")
                    .post("/api/v1/admin/invalidations")
                    .path("confirmation_token");
            by(key).contentType("application/json")
                    .body("{\"scope\":\"all\",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}")
                    .post("/api/v1/admin/invalidations")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void noOriginalValueIsLeft() {
        assertThat(whole()).contains(SECRETS);
        for (String scope : List.of("\"scope\":\"namespace\"", "\"scope\":\"user\",\"user_id\":\"hush-user\"")) {
            for (String more : List.of(
                    "",
                    ",\"content\":\"remove\"",
                    ",\"content\":\"length\"",
                    ",\"state_fields\":[\"stage\",\"none\"],\"metadata_fields\":[\"locale\",\"output_tokens\"]",
                    ",\"documents\":[\"none\"]")) {
                String told = anonymous("{" + scope + more + "}");
                assertThat(told).as(scope + more).doesNotContainIgnoringCase("hush");
                assertThat(told)
                        .as(scope + more)
                        .doesNotContain(Locked.OWN + "\"")
                        .contains("\"kind\":\"end\"");
                assertThat(told.lines().filter(line -> line.startsWith("{\"kind\":\"session\"")))
                        .hasSize(scope.contains("user") ? 2 : 3);
            }
        }
        assertThat(contract.findings()).isEmpty();
    }

    @Test
    void whatIsNamedIsKeptAndTheRestIsCounted() {
        JsonPath session = JsonPath.from(anonymous(
                        "{\"scope\":\"user\",\"user_id\":\"hush-user\",\"content\":\"length\",\"state_fields\":[\"stage\",\"free\"],"
                                + "\"metadata_fields\":[\"locale\",\"output_tokens\",\"created_via\"],\"documents\":[\"letter\"]}")
                .lines()
                .filter(line -> line.contains("s-1"))
                .findFirst()
                .orElseThrow());
        assertThat(session.getMap("state")).isEqualTo(Map.of("stage", "s-1", "free", "hush-state-kept"));
        assertThat(session.getMap("metadata")).isEqualTo(Map.of("locale", "en", "created_via", "hush-via"));
        assertThat(session.getString("created_via")).isEqualTo("hush-via");
        assertThat(session.getString("user_agent")).isNull();
        assertThat(session.getString("ttl")).isEqualTo("PT5H");
        assertThat(session.getList("messages.role")).isEqualTo(List.of("user", "assistant", "tool"));
        assertThat(session.getList("messages.seq")).isEqualTo(List.of(1, 2, 3));
        assertThat(session.getList("messages.content")).isEqualTo(List.of("11", "0", "36"));
        assertThat(session.getMap("messages[0].metadata")).isEqualTo(Map.of("output_tokens", 17));
        assertThat(session.getList("messages.timestamp")).doesNotContainNull();
        assertThat(session.getMap("messages[2]").keySet()).isEqualTo(Set.of("seq", "role", "timestamp", "content"));
    }

    @Test
    void documentsAreThoseOfTheTypesThatAreNamed() {
        List<String> documents = anonymous("{\"scope\":\"namespace\",\"documents\":[\"letter\"]}")
                .lines()
                .filter(line -> line.startsWith("{\"kind\":\"document\""))
                .toList();
        assertThat(documents).hasSize(1);
        assertThat(documents.get(0)).contains("\"hush-lasting\"", "\"type\":\"letter\"", "\"key\":\"document-");
        assertThat(documents.get(0)).doesNotContain("hush-document-key", "hush-session");
    }

    @Test
    void aPseudonymIsTheSameInEveryExportAndAnotherInAnotherNamespace() {
        String everyone = anonymous("{\"scope\":\"namespace\"}");
        String one = anonymous("{\"scope\":\"user\",\"user_id\":\"hush-user\"}");
        assertThat(anonymous("{\"scope\":\"namespace\"}")).isEqualTo(everyone);
        assertThat(pseudonyms("user", one)).hasSize(1);
        assertThat(pseudonyms("user", everyone)).hasSize(2).containsAll(pseudonyms("user", one));
        assertThat(pseudonyms("session", everyone)).hasSize(3).containsAll(pseudonyms("session", one));

        by(Locked.FOREIGN_ADMIN)
                .contentType("application/json")
                .body("{\"user_id\":\"hush-user\"}")
                .put(SESSIONS + "/hush-session")
                .then()
                .statusCode(201);
        String elsewhere = by(Locked.FOREIGN_ADMIN)
                .contentType("application/json")
                .body("{\"scope\":\"namespace\"}")
                .post(ANONYMIZE)
                .asString();
        assertThat(pseudonyms("user", elsewhere)).hasSize(1).doesNotContainAnyElementsOf(pseudonyms("user", everyone));
        assertThat(pseudonyms("session", elsewhere))
                .hasSize(1)
                .doesNotContainAnyElementsOf(pseudonyms("session", everyone));
    }

    @Test
    void whatWasMadeAnonymousCanBeImported() {
        String told = anonymous("{\"scope\":\"namespace\",\"content\":\"length\",\"state_fields\":[\"stage\"],"
                + "\"documents\":[\"note\",\"letter\"]}");
        load(Locked.FOREIGN_ADMIN, told)
                .then()
                .body("complete", equalTo(true))
                .body("failed", equalTo(0))
                .body("sessions.restored", equalTo(3))
                .body("messages", equalTo(93))
                .body("documents.restored", equalTo(3));
        String there = by(Locked.FOREIGN_ADMIN).get("/api/v1/admin/export").asString();
        assertThat(data(there)).isEqualTo(data(told));
    }

    /** The way to keep conversations and forget whose they were. */
    @Test
    void aUserCanBeForgottenAndWhatWasCountedKept() {
        String told = anonymous("{\"scope\":\"user\",\"user_id\":\"hush-user\",\"content\":\"length\"}");
        load(Locked.key(AccessRole.ADMIN), told).then().body("sessions.restored", equalTo(2));
        owner().delete(USERS + "/hush-user").then().statusCode(200);
        String left = whole();
        assertThat(left).contains("hush-other").doesNotContain(SECRETS);
        assertThat(data(left)).containsAll(data(told));
    }

    @Test
    void onlyAnAdminMay() {
        for (AccessRole role : List.of(AccessRole.READER, AccessRole.CLIENT, AccessRole.OPERATOR)) {
            asked(by(role), "{\"scope\":\"namespace\"}").then().statusCode(403);
        }
    }

    @Test
    void whatIsAskedAmissIsNamed() {
        asked(
                        owner(),
                        "{\"scope\":\"session\",\"content\":\"keep\",\"state_fields\":[1],\"metadata_fields\":\"x\",\"documents\":[null],"
                                + "\"names\":[]}")
                .then()
                .statusCode(400)
                .body(
                        "errors.pointer",
                        hasItems(
                                "#/scope",
                                "#/content",
                                "#/state_fields/0",
                                "#/metadata_fields",
                                "#/documents/0",
                                "#/names"));
        asked(owner(), "{\"scope\":\"user\"}").then().statusCode(400).body("errors.pointer", hasItems("#/user_id"));
        asked(owner(), "{\"scope\":\"namespace\",\"user_id\":\"u\"}").then().statusCode(400);
        asked(owner(), "[]").then().statusCode(400);
        assertThat(anonymous("{\"scope\":\"user\",\"user_id\":\"nobody\"}").lines())
                .hasSize(2);
    }

    private static Set<String> pseudonyms(String kind, String told) {
        return Pattern.compile("\"(" + kind + "-[^\"]{22})\"")
                .matcher(told)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each session with all of its messages, and each document; into how many lines a history is cut depends on its length. */
    private static List<String> data(String lines) {
        Map<String, String> sessions = new TreeMap<>();
        List<String> data = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            if (line.startsWith("{\"kind\":\"document\"")) {
                data.add(line);
            } else if (line.contains("\"messages\":[")) {
                String messages = line.substring(line.indexOf("\"messages\":[") + 12, line.length() - 2);
                sessions.merge(
                        JsonPath.from(line).getString("session_id"),
                        line.startsWith("{\"kind\":\"session\"") ? line.substring(0, line.length() - 2) : messages,
                        (all, more) -> all + "," + more);
            }
        }
        data.addAll(sessions.values());
        data.sort(null);
        return data;
    }

    private static Response load(String key, String lines) {
        Response answer =
                by(key).contentType(NDJSON).body(lines.getBytes(UTF_8)).post("/api/v1/admin/import");
        answer.then().statusCode(200);
        return answer;
    }

    private String anonymous(String body) {
        Response answer = asked(owner().filter(contract), body);
        answer.then().statusCode(200).contentType(NDJSON);
        return new String(answer.asByteArray(), UTF_8);
    }

    private static String whole() {
        return new String(owner().get("/api/v1/admin/export").asByteArray(), UTF_8);
    }

    private static Response asked(RequestSpecification caller, String body) {
        return caller.contentType("application/json").body(body).post(ANONYMIZE);
    }

    private static RequestSpecification owner() {
        return by(AccessRole.ADMIN).header("User-Agent", "hush-agent");
    }

    private static void sent(String method, String path, String body) {
        assertThat(owner().contentType("application/json")
                        .body(body)
                        .request(method, path)
                        .statusCode())
                .isIn(200, 201);
    }
}
