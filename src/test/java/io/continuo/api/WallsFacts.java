package io.continuo.api;

import static io.continuo.api.Locked.by;
import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.AccessRole;

/**
 * Namespaces are walls: whatever who holds a key of one sends, with whatever it may have learned of another, nothing of the
 * other one is told and nothing of it changes.
 */
abstract class WallsFacts {

    private static final String SECRET = "told-to-nobody-else";
    private static final int CALLS = 600;
    private static final String BATCH = "/api/v1/batch";
    private static final String INVALIDATIONS = "/api/v1/admin/invalidations";
    private static final String EXPORT = "/api/v1/admin/export";
    private static final String IMPORT = "/api/v1/admin/import";

    private final long seed =
            Long.getLong("continuo.walls.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final List<String> ids = List.of("wall-0", "wall-1", "wall-2", "wall-3");
    private final List<String> cursors = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    /** The owner's side: sessions, users, documents, keys that were used, cursors, tokens and lines that were given. */
    @BeforeEach
    void fill() {
        for (String id : ids) {
            String user = "user-of-" + id;
            owner("PUT", SESSIONS + "/" + id, "{\"user_id\":\"" + user + "\",\"state\":{\"s\":\"" + SECRET + "\"}}");
            owner("PUT", SESSIONS + "/" + id + "/documents/note/n", "\"" + SECRET + "\"");
            owner("PUT", USERS + "/" + user + "/documents/note/n", "\"" + SECRET + "\"");
            owner("PUT", USERS + "/" + user + "/documents/note/m", "\"" + SECRET + "\"");
            keyed(Locked.key(AccessRole.ADMIN), "once-" + id)
                    .body("{\"role\":\"user\",\"content\":\"" + SECRET + "\"}")
                    .post(SESSIONS + "/" + id + "/messages");
            cursors.add(
                    owner("GET", USERS + "/" + user + "/documents?limit=1", "").path("next_cursor"));
        }
        cursors.add(owner("GET", SESSIONS + "?limit=1", "").path("next_cursor"));
        owner("GET", EXPORT, "").asString().lines().forEach(lines::add);
        lines.stream()
                .filter(line -> line.contains("\"kind\":\"checkpoint\""))
                .forEach(line -> cursors.add(JsonPath.from(line).getString("cursor")));
        for (String scope : List.of("{\"scope\":\"all\"", "{\"scope\":\"session\",\"session_id\":\"wall-0\"")) {
            tokens.add(owner("POST", INVALIDATIONS, scope + "}").path("confirmation_token"));
        }
        assertThat(cursors).hasSizeGreaterThan(ids.size() + 1).doesNotContainNull();
        assertThat(tokens).doesNotContainNull();
    }

    @Test
    void whateverIsSentFromOneNamespaceNothingOfAnotherIsToldOrChanged() {
        String before = picture();
        assertThat(before).contains(SECRET, "wall-3");
        for (int i = 0; i < CALLS; i++) {
            Response answer = foreign();
            String told = answer.asString() + answer.headers();
            assertThat(told).as("call %d of seed %d", i, seed).doesNotContain(SECRET);
            assertThat(answer.header("Idempotency-Replayed"))
                    .as("call %d of seed %d", i, seed)
                    .isNull();
            assertThat(answer.statusCode())
                    .as("call %d of seed %d: %s", i, seed, told)
                    .isLessThan(500);
        }
        assertThat(picture()).as("seed %d", seed).isEqualTo(before);
    }

    @Test
    void aCursorAndATokenAreGoodInTheirNamespaceOnly() {
        for (String cursor : cursors) {
            by(Locked.foreignKey())
                    .queryParam("cursor", cursor)
                    .get(SESSIONS)
                    .then()
                    .statusCode(400);
            for (String id : ids) {
                by(Locked.foreignKey())
                        .queryParam("cursor", cursor)
                        .get(USERS + "/user-of-" + id + "/documents")
                        .then()
                        .statusCode(400);
            }
        }
        for (String cursor : cursors) {
            by(Locked.FOREIGN_ADMIN)
                    .queryParam("cursor", cursor)
                    .get(EXPORT)
                    .then()
                    .statusCode(400);
        }
        for (String token : tokens) {
            foreign("POST", INVALIDATIONS, invalidation("{\"scope\":\"all\"", token))
                    .then()
                    .statusCode(409);
        }
    }

    private Response foreign() {
        String id = ids.get(random.nextInt(ids.size()));
        String one = SESSIONS + "/" + id;
        String user = USERS + "/user-of-" + id;
        String token = tokens.get(random.nextInt(tokens.size()));
        return switch (random.nextInt(30)) {
            case 0 -> foreign("GET", one + "?history=9", "");
            case 1 -> foreign("GET", one + "/messages", "");
            case 2 -> foreign("GET", one + "/documents", "");
            case 3 -> foreign("GET", one + "/documents/note/n", "");
            case 4 -> foreign("GET", one + "/debug", "");
            case 5 -> foreign("GET", user, "");
            case 6 -> foreign("GET", user + "/sessions", "");
            case 7 -> foreign("GET", user + "/documents/note/n", "");
            case 8 -> foreign("GET", SESSIONS, "");
            case 9 -> foreign("GET", "/api/session/" + id + "/verify", "");
            case 10 -> foreign("PUT", one, "{\"user_id\":\"user-of-" + id + "\",\"state\":{\"s\":1}}");
            case 11 -> foreign("PUT", one + "/documents/note/n", "1");
            case 12 -> foreign("DELETE", one + "/documents/note/n", "");
            case 13 -> foreign("DELETE", one, "");
            case 14 -> foreign("DELETE", "/api/session/" + id, "");
            case 15 -> foreign("DELETE", user, "");
            case 16 -> foreign("POST", one + "/touch", "");
            case 17 -> foreign("DELETE", one + "/messages", "");
            case 18 ->
                foreign("POST", "/api/v1/input", "{\"session_id\":\"" + id + "\",\"user_input\":\"x\",\"history\":9}");
            // The other's key and the other's very body, but each time for another session of this namespace.
            case 19 ->
                keyed(Locked.FOREIGN_ADMIN, "once-" + id)
                        .body("{\"role\":\"user\",\"content\":\"mine\"}")
                        .post(SESSIONS + "/mine-" + random.nextLong() + "/messages");
            case 20 -> foreign("POST", BATCH, batch(id));
            case 21 -> foreign("POST", INVALIDATIONS, invalidation("{\"scope\":\"all\"", token));
            case 22 ->
                foreign(
                        "POST",
                        INVALIDATIONS,
                        invalidation("{\"scope\":\"session\",\"session_id\":\"" + id + "\"", token));
            case 23 -> foreign("GET", EXPORT, "");
            case 24 -> foreign("GET", EXPORT + "?session_id=" + id, "");
            case 25 -> foreign("GET", EXPORT + "?user_id=user-of-" + id, "");
            // What the other exported, said to be of the other's namespace as it is, with words of one's own.
            case 26 ->
                by(Locked.FOREIGN_ADMIN)
                        .config(Rest.AS_WRITTEN)
                        .contentType("application/x-ndjson")
                        .body(String.join("\n", lines).replace(SECRET, "mine"))
                        .post(IMPORT + "?on_conflict=replace");
            case 27 -> foreign("POST", BATCH, once(id));
            case 28 ->
                by(Locked.FOREIGN_ADMIN)
                        .queryParam("cursor", cursors.get(random.nextInt(cursors.size())))
                        .get(EXPORT);
            default ->
                by(Locked.FOREIGN_ADMIN)
                        .queryParam("cursor", cursors.get(random.nextInt(cursors.size())))
                        .get(random.nextBoolean() ? SESSIONS : user + "/documents");
        };
    }

    private static String batch(String id) {
        String session = "\"session_id\":\"" + id + "\"";
        return "{\"operations\":[{\"op\":\"get_session\",\"history\":9," + session + "},"
                + "{\"op\":\"append_messages\",\"role\":\"user\",\"content\":\"x\"," + session + "},"
                + "{\"op\":\"get_document\",\"type\":\"note\",\"key\":\"n\",\"user_id\":\"user-of-" + id + "\"},"
                + "{\"op\":\"delete_session\"," + session + "}]}";
    }

    /** The other's idempotency key and the other's very message, within a batch. */
    private String once(String id) {
        return "{\"operations\":[{\"op\":\"append_messages\",\"session_id\":\"mine-" + random.nextLong()
                + "\",\"idempotency_key\":\"once-" + id + "\",\"role\":\"user\",\"content\":\"mine\"},"
                + "{\"op\":\"append_messages\",\"session_id\":\"" + id + "\",\"idempotency_key\":\"once-" + id
                + "\",\"role\":\"user\",\"content\":\"mine\"}]}";
    }

    private static String invalidation(String scope, String token) {
        return scope + ",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}";
    }

    /** All that the owner has, but for what reading itself tells of the moment. */
    private String picture() {
        StringBuilder picture = new StringBuilder(owner("GET", SESSIONS, "").asString());
        for (String id : ids) {
            picture.append(owner("GET", SESSIONS + "/" + id + "?history=9", "").asString());
            picture.append(owner("GET", SESSIONS + "/" + id + "/documents", "").asString());
            picture.append(
                    owner("GET", SESSIONS + "/" + id + "/documents/note/n", "").asString());
            picture.append(owner("GET", USERS + "/user-of-" + id, "").asString());
            picture.append(owner("GET", USERS + "/user-of-" + id + "/documents/note/n", "")
                    .asString());
        }
        return picture.toString();
    }

    private static Response owner(String method, String path, String body) {
        return sent(Locked.key(AccessRole.ADMIN), method, path, body);
    }

    private static Response foreign(String method, String path, String body) {
        return sent(Locked.FOREIGN_ADMIN, method, path, body);
    }

    private static Response sent(String key, String method, String path, String body) {
        RequestSpecification request = by(key).urlEncodingEnabled(false);
        return (body.isEmpty()
                        ? request
                        : request.contentType("application/json").body(body))
                .request(method, path);
    }

    private static RequestSpecification keyed(String key, String idempotencyKey) {
        return by(key).header("Idempotency-Key", idempotencyKey).contentType("application/json");
    }
}
