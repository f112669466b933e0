package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.Rest.newId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.continuo.access.audit.VerifyAudit;
import io.continuo.model.AccessRole;

/** What the audit log says of calls, whatever the store. */
abstract class AuditFacts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "nobody-else-may-read-this";
    private static final String INVALIDATIONS = "/api/v1/admin/invalidations";

    private final String id = newId();
    private final String session = SESSIONS + "/" + id;

    /** A service with keys that writes an audit log. */
    public static class Audited extends Locked {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            try {
                settings.put(
                        "continuo.audit.dir",
                        Files.createTempDirectory("continuo-audit-").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            settings.put("continuo.audit", "file");
            return settings;
        }
    }

    @AfterEach
    void theChainIsWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyAudit.run(List.of(directory().toString()), new PrintStream(out, true, UTF_8));
        assertThat(code).as(out.toString(UTF_8)).isZero();
    }

    private static Path directory() {
        return ConfigProvider.getConfig().getValue("continuo.audit.dir", Path.class);
    }

    private static String written() {
        try (Stream<Path> files = Files.walk(directory())) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> lines(String member, String value) {
        List<JsonNode> lines = new ArrayList<>();
        written().lines().forEach(line -> {
            try {
                JsonNode read = JSON.readTree(line);
                if (value.equals(read.path(member).asText())) {
                    lines.add(read);
                }
            } catch (IOException beingWritten) {
                assertThat(line).doesNotEndWith("}");
            }
        });
        return lines;
    }

    /** The lines of a request, once there are so many. */
    private static List<JsonNode> lines(String requestId, int number) {
        await("lines of " + requestId)
                .until(() -> lines("request_id", requestId).size() >= number);
        assertThat(lines("request_id", requestId)).hasSize(number);
        return lines("request_id", requestId);
    }

    private static RequestSpecification as(AccessRole role, String requestId) {
        return by(role).header("X-Request-Id", requestId);
    }

    private static RequestSpecification client(String requestId) {
        return as(AccessRole.CLIENT, requestId).contentType("application/json");
    }

    /** The one line of a request, without its place, its time and its id. */
    private static JsonNode line(String requestId) {
        ObjectNode line = lines(requestId, 1).get(0).deepCopy();
        assertThat(line.path("seq").asLong()).isPositive();
        assertThat(line.path("time").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.path("hash").asText()).hasSize(64);
        return line.without(List.of("seq", "time", "request_id", "hash"));
    }

    private void assertLine(String requestId, String expected) throws IOException {
        assertThat(line(requestId)).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
    }

    private static String who(String name, String role) {
        return "'caller':'" + name + "','role':'" + role + "','namespace':'own',";
    }

    @Test
    void everyChangeHasALineWithTheVersionsBeforeAndAfter() throws IOException {
        String client = who("c", "client") + "'what':";
        String about = ",'session_id':'" + id + "',";
        client(id + "-1").body("{\"state\":{\"a\":1}}").put(session).then().statusCode(201);
        assertLine(id + "-1", "{" + client + "'PUT /api/v1/sessions/{id}'" + about + "'status':201,'version_after':1}");
        client(id + "-2").body("{\"state\":{\"a\":2}}").put(session).then().statusCode(200);
        assertLine(
                id + "-2",
                "{" + client + "'PUT /api/v1/sessions/{id}'" + about
                        + "'status':200,'version_before':1,'version_after':2}");
        for (int i = 3; i < 5; i++) {
            client(id + "-" + i)
                    .contentType("application/merge-patch+json")
                    .body("{\"state\":{\"b\":1}}")
                    .patch(session)
                    .then()
                    .statusCode(200);
        }
        assertThat(line(id + "-3").path("version_before").asInt()).isEqualTo(2);
        assertThat(line(id + "-3").path("version_after").asInt()).isEqualTo(3);
        assertThat(line(id + "-4").path("version_before").asInt()).isEqualTo(3);
        assertThat(line(id + "-4").path("version_after").asInt()).isEqualTo(3);
        String said = "{\"role\":\"user\",\"content\":\"" + SECRET + "\"}";
        for (int i = 5; i < 7; i++) {
            client(id + "-" + i)
                    .header("Idempotency-Key", "k")
                    .body(said)
                    .post(session + "/messages")
                    .then()
                    .statusCode(201);
        }
        assertThat(line(id + "-5").path("version_before").asInt()).isEqualTo(3);
        assertThat(line(id + "-6").path("replayed").asBoolean()).isTrue();
        assertThat(line(id + "-6").path("version_after").asInt()).isEqualTo(4);
        client(id + "-7").post(session + "/touch").then().statusCode(204);
        assertThat(line(id + "-7").path("version_after").asInt()).isEqualTo(5);
        client(id + "-8").delete(session + "/messages").then().statusCode(204);
        assertThat(line(id + "-8").path("version_after").asInt()).isEqualTo(6);
        client(id + "-9").delete(session).then().statusCode(204);
        assertLine(
                id + "-9",
                "{" + client + "'DELETE /api/v1/sessions/{id}'" + about + "'status':204,'version_before':6}");
        client(id + "-10")
                .body("{\"user_input\":\"" + SECRET + "\"}")
                .post("/api/v1/input")
                .then()
                .statusCode(201);
        assertThat(line(id + "-10").path("session_id").asText()).hasSize(36);
    }

    @Test
    void documentsHaveVersionsOfTheirOwn() throws IOException {
        String document = USERS + "/" + id + "/documents/note/one";
        client(id + "-1").body("\"" + SECRET + "\"").put(document).then().statusCode(201);
        client(id + "-2").body("2").put(document).then().statusCode(200);
        client(id + "-3").delete(document).then().statusCode(204);
        String about = who("c", "client") + "'user_id':'" + id + "','type':'note','key':'one','what':";
        String call = " /api/v1/users/{user_id}/documents/{type}/{key}',";
        assertLine(id + "-1", "{" + about + "'PUT" + call + "'status':201,'version_after':1}");
        assertLine(id + "-2", "{" + about + "'PUT" + call + "'status':200,'version_before':1,'version_after':2}");
        assertLine(id + "-3", "{" + about + "'DELETE" + call + "'status':204,'version_before':2}");
    }

    @Test
    void whatFailsSaysWhy() throws IOException {
        client(id + "-0").body("{}").put(session).then().statusCode(201);
        client(id + "-1")
                .header("If-Match", "\"7\"")
                .body("{}")
                .put(session)
                .then()
                .statusCode(412);
        String about = who("c", "client") + "'session_id':'" + id + "','what':'PUT /api/v1/sessions/{id}',";
        assertLine(id + "-1", "{" + about + "'status':412,'problem':'version-conflict','version_before':1}");
        client(id + "-2").body("{\"state\":[]}").put(session).then().statusCode(400);
        assertLine(id + "-2", "{" + about + "'status':400,'problem':'invalid-request'}");
        client(id + "-3").delete(session + "-none").then().statusCode(404);
        assertThat(line(id + "-3").path("problem").asText()).isEqualTo("session-not-found");
    }

    @Test
    void whoMayNotIsWrittenDown() throws IOException {
        as(AccessRole.READER, id + "-1").delete(session).then().statusCode(403);
        assertLine(
                id + "-1",
                "{" + who("r", "reader") + "'what':'DELETE /api/v1/sessions/{id}','status':403,'problem':'forbidden'}");
        client(id + "-2")
                .header("Continuo-Namespace", "foreign")
                .delete(session)
                .then()
                .statusCode(403);
        assertLine(
                id + "-2",
                "{'caller':'c','role':'client','what':'DELETE /api/v1/sessions','status':403,'problem':'forbidden'}");
        as(AccessRole.CLIENT, id + "-3").get("/metrics").then().statusCode(403);
        assertThat(line(id + "-3").path("what").asText()).isEqualTo("GET /metrics");
    }

    @Test
    void unknownCallersAreCountedTogether() {
        long before = refused();
        for (int i = 0; i < 40; i++) {
            by("no-such-key-0123456789")
                    .header("X-Request-Id", id)
                    .get(session)
                    .then()
                    .statusCode(401);
        }
        await("the count").atMost(Duration.ofSeconds(40)).until(() -> refused() == before + 40);
        assertThat(lines("what", "refused").size()).isLessThan(20);
        assertThat(lines("request_id", id)).isEmpty();
    }

    private static long refused() {
        return lines("what", "refused").stream()
                .mapToLong(line -> line.path("requests").asLong())
                .sum();
    }

    @Test
    void looksOfOperatorsAndAdminsHaveALineAndReadsOfClientsHaveNone() throws IOException {
        client(id + "-0")
                .body("{\"state\":{\"a\":\"" + SECRET + "\"}}")
                .put(session)
                .then()
                .statusCode(201);
        as(AccessRole.CLIENT, id + "-1").get(session).then().statusCode(200);
        as(AccessRole.READER, id + "-1").get(session + "/messages").then().statusCode(200);
        as(AccessRole.OPERATOR, id + "-2").get(session).then().statusCode(200);
        as(AccessRole.OPERATOR, id + "-3").get(session + "/debug").then().statusCode(200);
        as(AccessRole.OPERATOR, id + "-4").get("/metrics").then().statusCode(200);
        as(AccessRole.OPERATOR, id + "-5").get("/api/v1/stats").then().statusCode(200);
        as(AccessRole.ADMIN, id + "-6")
                .get("/api/v1/admin/export?session_id=" + id)
                .then()
                .statusCode(200);
        String about = "'session_id':'" + id + "','status':200,'what':";
        assertLine(id + "-2", "{" + who("o", "operator") + about + "'GET /api/v1/sessions/{id}'}");
        assertLine(id + "-3", "{" + who("o", "operator") + about + "'GET /api/v1/sessions/{id}/debug'}");
        assertThat(line(id + "-4").path("what").asText()).isEqualTo("GET /metrics");
        assertThat(line(id + "-5").path("what").asText()).isEqualTo("GET /api/v1/stats");
        assertLine(id + "-6", "{" + who("a", "admin") + about + "'GET /api/v1/admin/export'}");
        // Those behind it are there.
        assertThat(lines("request_id", id + "-1")).isEmpty();
    }

    @Test
    void everyOperationOfABatchThatChangesHasALine() {
        String one = "\"session_id\":\"" + id + "\"";
        client(id)
                .body("{\"operations\":[{\"op\":\"put_session\"," + one + ",\"state\":{\"a\":\"" + SECRET + "\"}},"
                        + "{\"op\":\"get_session\"," + one + "},"
                        + "{\"op\":\"append_messages\"," + one + ",\"role\":\"user\",\"content\":\"" + SECRET + "\"},"
                        + "{\"op\":\"put_document\"," + one + ",\"type\":\"t\",\"key\":\"k\",\"document\":1},"
                        + "{\"op\":\"delete_session\"," + one + ",\"if_match\":9}]}")
                .post("/api/v1/batch")
                .then()
                .statusCode(200);
        List<JsonNode> lines = lines(id, 4);
        assertThat(lines.stream().map(line -> line.path("what").asText()))
                .containsExactly(
                        "batch put_session", "batch append_messages", "batch put_document", "batch delete_session");
        assertThat(lines).allMatch(line -> id.equals(line.path("session_id").asText()));
        assertThat(lines.get(1).path("version_before").asInt()).isEqualTo(1);
        assertThat(lines.get(2).path("key").asText()).isEqualTo("k");
        assertThat(lines.get(3).path("problem").asText()).isEqualTo("version-conflict");
        as(AccessRole.READER, id + "-reader")
                .contentType("application/json")
                .body("{\"operations\":[{\"op\":\"delete_session\"," + one + "}]}")
                .post("/api/v1/batch")
                .then()
                .statusCode(200);
        assertThat(lines(id + "-reader", 1).get(0).path("problem").asText()).isEqualTo("forbidden");
    }

    @Test
    void anErasedUserLeavesAReceiptThatTheCallerGetsToo() throws IOException {
        client(id + "-0")
                .body("{\"user_id\":\"" + id + "\"}")
                .put(session)
                .then()
                .statusCode(201);
        client(id + "-0").body("1").put(session + "/documents/note/one").then().statusCode(201);
        Response erased = client(id + "-1").delete(USERS + "/" + id + "?keep=therapeutic");
        JsonNode receipt = receipt(erased, 200);
        assertThat(erased.jsonPath().getMap("removed")).isEqualTo(Map.of("sessions", 1, "messages", 0, "documents", 1));
        assertThat(receipt.path("user_id").asText()).isEqualTo(id);
        assertThat(receipt.path("kept_types")).isEqualTo(JSON.readTree("[\"therapeutic\"]"));
        assertThat(receipt.path("request_id").asText()).isEqualTo(id + "-1");
        assertThat(receipt.path("removed").path(store()).path("sessions").asInt())
                .isEqualTo(1);
        assertThat(receipt.path("removed").path(store()).path("documents").asInt())
                .isEqualTo(1);
        JsonNode line = line(id + "-1");
        assertThat(line.path("what").asText()).isEqualTo("DELETE /api/v1/users/{user_id}");
        assertThat(line.path("receipt")).isEqualTo(receipt);
    }

    @Test
    void anInvalidationSaysWhatItWasAboutAndOfAUserGivesAReceipt() throws IOException {
        client(id + "-0")
                .body("{\"user_id\":\"" + id + "\"}")
                .put(session)
                .then()
                .statusCode(201);
        String scope = "{\"scope\":\"user\",\"user_id\":\"" + id + "\"";
        Response dry = as(AccessRole.ADMIN, id + "-1")
                .contentType("application/json")
                .body(scope + "}")
                .post(INVALIDATIONS);
        assertThat(dry.jsonPath().getMap("$")).doesNotContainKey("receipt");
        JsonNode counted = line(id + "-1");
        assertThat(counted.path("dry_run").asBoolean()).isTrue();
        assertThat(counted.path("would_remove").path("sessions").asInt()).isEqualTo(1);
        String token = dry.path("confirmation_token");
        Response run = as(AccessRole.ADMIN, id + "-2")
                .contentType("application/json")
                .body(scope + ",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}")
                .post(INVALIDATIONS);
        JsonNode receipt = receipt(run, 200);
        assertThat(receipt.path("complete").asBoolean()).isTrue();
        JsonNode line = line(id + "-2");
        assertThat(line.path("scope").asText()).isEqualTo("user");
        assertThat(line.path("user_id").asText()).isEqualTo(id);
        assertThat(line.path("removed").path("sessions").asInt()).isEqualTo(1);
        assertThat(line.path("receipt")).isEqualTo(receipt);
        assertThat(written()).doesNotContain(token);
    }

    /** The receipt of an answer, whose hash is that of the rest of it. */
    private static JsonNode receipt(Response answer, int status) throws IOException {
        answer.then().statusCode(status);
        ObjectNode receipt = (ObjectNode) JSON.readTree(answer.asString()).path("receipt");
        ObjectNode rest = receipt.deepCopy();
        rest.remove("sha256");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(rest));
            assertThat(receipt.path("sha256").asText()).isEqualTo(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return receipt;
    }

    @Test
    void nothingSecretIsInIt() {
        client(id)
                .header("User-Agent", SECRET)
                .body("{\"state\":{\"" + SECRET + "\":\"" + SECRET + "\"},\"metadata\":{\"m\":\"" + SECRET + "\"}}")
                .put(session);
        client(id)
                .header("Idempotency-Key", SECRET)
                .body("{\"role\":\"user\",\"content\":\"" + SECRET + "\",\"metadata\":{\"m\":\"" + SECRET + "\"}}")
                .post(session + "/messages");
        client(id).body("{\"" + SECRET + "\":1}").put(session);
        client(id).body("{\"state\":" + SECRET + "}").put(session);
        client(id).body("\"" + SECRET + "\"").put(session + "/documents/note/n?ttl=" + SECRET);
        client(id).delete(SESSIONS + "/" + SECRET + "%20/documents");
        as(AccessRole.READER, id).delete("/api/v1/" + SECRET);
        client(id).header("Continuo-Namespace", "x-" + SECRET).delete(session + "/" + SECRET);
        RestAssured.given().header("Authorization", "Bearer " + SECRET).get(session);
        client(id + "-end").delete(session);
        lines(id + "-end", 1);
        assertThat(written())
                .doesNotContain(SECRET)
                .doesNotContain(Locked.key(AccessRole.CLIENT))
                .doesNotContain(Locked.key(AccessRole.READER));
        assertThat(lines("request_id", id)).hasSizeGreaterThan(3);
    }

    private static @Nullable String store() {
        return ConfigProvider.getConfig()
                .getOptionalValue("continuo.store", String.class)
                .orElse("embedded");
    }
}
