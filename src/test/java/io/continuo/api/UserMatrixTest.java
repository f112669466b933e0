package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.USERS;
import static io.continuo.api.TokenTest.app;
import static io.continuo.api.TokenTest.sent;
import static io.continuo.api.TokenTest.sessionOf;
import static io.continuo.api.TokenTest.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import io.continuo.access.Routes;
import io.continuo.api.OpenApiDocument.Operation;
import io.continuo.model.AccessRole;

/**
 * Every call of the OpenAPI document by the token of one user: what is the user's own is given, a session of another is not
 * there, another user is forbidden, and so is what looks at more than one user.
 */
@QuarkusTest
@TestProfile(TokenTest.WithTokens.class)
class UserMatrixTest {

    private static final String ME = "matrix-me";
    private static final String OTHER = "matrix-other";
    private static final String DOCUMENT = "/documents/note/n";

    /** Good bodies, USER in the place of a user. A call that takes a body and has none here is a finding. */
    private static final Map<String, String> BODIES = Map.of(
            "PUT /api/v1/sessions/{id}", "{}",
            "PATCH /api/v1/sessions/{id}", "{\"state\":{\"a\":1}}",
            "POST /api/v1/sessions/{id}/messages", "{\"role\":\"user\",\"content\":\"x\"}",
            "PUT /api/v1/sessions/{id}/documents/{type}/{key}", "2",
            "PUT /api/v1/users/{user_id}/documents/{type}/{key}", "2",
            "POST /api/v1/sessions", "{\"user_id\":\"USER\"}",
            "POST /api/v1/input", "{\"user_id\":\"USER\",\"user_input\":\"x\"}",
            "POST /api/v1/batch",
                    "{\"operations\":[{\"op\":\"get_document\",\"user_id\":\"USER\",\"type\":\"note\",\"key\":\"n\"}]}");

    /** Where neither path nor body says whose it is, the query does. */
    private static final Map<String, String> QUERIES = Map.of("GET /api/v1/sessions", "?user_id=USER");

    private final List<String> findings = new ArrayList<>();

    @Test
    void everyCallIsHeldToTheUserOfTheToken() {
        String others = prepared(OTHER);
        String before = picture(others);
        List<Operation> operations = OpenApiDocument.checkedIn().operations();
        assertThat(operations).hasSizeGreaterThan(30);
        operations.stream()
                .filter(operation -> operation.path().startsWith("/api/"))
                .forEach(operation -> check(operation, others));
        assertThat(findings).isEmpty();
        assertThat(picture(others)).isEqualTo(before);
    }

    /** At the root nothing is anybody's. */
    @Test
    void theRootIsByRoleAlone() {
        user(ME).get("/metrics").then().statusCode(403);
        user(ME).get("/openapi").then().statusCode(200);
        user(ME).get("/health").then().statusCode(200);
    }

    private void check(Operation operation, String others) {
        String mine = prepared(ME);
        boolean forUsers = AccessRole.CLIENT.includes(Routes.needed(operation.toString()));
        expect(operation, ME, mine, forUsers ? 200 : 403);
        expect(operation, OTHER, others, refusal(operation, forUsers));
    }

    private int refusal(Operation operation, boolean forUsers) {
        if (!forUsers || operation.path().contains("{user_id}") || namesAUser(operation)) {
            return 403;
        }
        if (!operation.path().contains("{id}")) {
            findings.add(operation + " says nowhere whose it is");
        }
        return 404;
    }

    private static boolean namesAUser(Operation operation) {
        String call = operation.toString();
        return BODIES.getOrDefault(call, "").contains("USER")
                || QUERIES.getOrDefault(call, "").contains("USER");
    }

    private void expect(Operation operation, String about, String session, int expected) {
        String call = operation.toString();
        String path = operation
                        .path()
                        .replace("{user_id}", about)
                        .replace("{id}", session)
                        .replace("{type}", "note")
                        .replace("{key}", "n")
                + QUERIES.getOrDefault(call, "").replace("USER", about);
        Response answer;
        if (operation.takesBody()) {
            if (expected != 403 && !BODIES.containsKey(call)) {
                findings.add(call + " has no body in this test");
            }
            answer = user(ME).contentType(AccessMatrixTest.taken(operation))
                    .body(BODIES.getOrDefault(call, "{}").replace("USER", about))
                    .request(operation.method(), path);
        } else {
            answer = user(ME).request(operation.method(), path);
        }
        int status = status(answer);
        if (expected == 200 ? status < 200 || status > 299 : status != expected) {
            findings.add(call + " about " + about + " is " + status + " and not " + expected);
        }
    }

    /** Of a batch that of its one operation. */
    private static int status(Response answer) {
        boolean batch = answer.statusCode() == 200 && answer.asString().startsWith("{\"results\":[");
        return batch ? answer.path("results[0].status") : answer.statusCode();
    }

    /** A session of the user, with a document, and another of the user itself. */
    private static String prepared(String userId) {
        String session = sessionOf(userId);
        sent(app(), "PUT", SESSIONS + "/" + session + DOCUMENT, "1");
        sent(app(), "PUT", USERS + "/" + userId + DOCUMENT, "1");
        return session;
    }

    private static String picture(String session) {
        return app().get(SESSIONS + "/" + session + "?history=9").asString()
                + app().get(SESSIONS + "/" + session + DOCUMENT).asString()
                + app().get(USERS + "/" + OTHER + "/sessions").asString()
                + app().get(USERS + "/" + OTHER + DOCUMENT).asString();
    }
}
