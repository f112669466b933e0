package io.continuo.api;

import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** What {@code POST /api/v1/admin/invalidations} does, whatever the store. */
abstract class InvalidationFacts extends ConfirmationFacts {

    @Test
    void aSessionGoesWithAllThatIsKeptOfIt() {
        session("a", "u");
        say("a");
        say("a");
        document("sessions/a", "note", "n1", null);
        document("sessions/a", "draft", "d1", "PT9H");
        session("b", "u");

        JsonPath dry = dryRun("\"scope\":\"session\",\"session_id\":\"a\"");
        assertThat(dry.getString("session_id")).isEqualTo("a");
        assertThat(dry.getLong("matched")).isEqualTo(1);
        assertThat(counts(dry, "removed")).isEqualTo(NONE);
        assertThat(counts(dry, "would_remove")).isEqualTo(counts(1, 0, 2, 2, 0));
        assertThat(dry.getString("sample")).isEqualTo("[[session_id:a]]");
        in().get("/api/v1/sessions/a/documents/note/n1").then().statusCode(200);

        JsonPath run = run("\"scope\":\"session\",\"session_id\":\"a\"", dry);
        assertThat(run.getLong("matched")).isEqualTo(1);
        assertThat(counts(run, "removed")).isEqualTo(counts(1, 0, 2, 2, 0));
        assertThat(run.getMap("$")).doesNotContainKeys("would_remove", "confirmation_token", "expires_at");
        in().get("/api/v1/sessions/a").then().statusCode(404);
        in().get("/api/v1/sessions/a/documents/draft/d1").then().statusCode(404);
        in().get("/api/v1/sessions/b").then().statusCode(200);

        JsonPath again = run("\"scope\":\"session\",\"session_id\":\"a\"", dry);
        assertThat(again.getLong("matched")).isZero();
        assertThat(counts(again, "removed")).isEqualTo(NONE);
        assertThat(again.getBoolean("complete")).isTrue();
    }

    @Test
    void aUserGoesButForWhatIsKept() {
        for (String id : List.of("a", "b", "c")) {
            session(id, "u-7");
            say(id);
            document("sessions/" + id, "note", "n", null);
            document("sessions/" + id, "therapeutic", "t", null);
        }
        session("other", "u-8");
        document("users/u-7", "note", "own", null);
        document("users/u-7", "therapeutic", "own", null);
        String scope = "\"scope\":\"user\",\"user_id\":\"u-7\",\"keep\":[\"therapeutic\"]";

        JsonPath dry = dryRun(scope);
        assertThat(dry.getLong("matched")).as("three sessions and a document").isEqualTo(4);
        assertThat(counts(dry, "would_remove")).isEqualTo(counts(3, 0, 3, 4, 0));
        assertThat(dry.getList("sample.session_id")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(dry.getString("keep")).isEqualTo("[therapeutic]");

        assertThat(counts(run(scope, dry), "removed")).isEqualTo(counts(3, 0, 3, 4, 0));
        in().get("/api/v1/sessions/a").then().statusCode(404);
        in().get("/api/v1/sessions/other").then().statusCode(200);
        in().get("/api/v1/sessions/b/documents/therapeutic/t").then().statusCode(200);
        in().get("/api/v1/sessions/b/documents/note/n").then().statusCode(404);
        in().get("/api/v1/users/u-7/documents/therapeutic/own").then().statusCode(200);
        in().get("/api/v1/users/u-7/documents/note/own").then().statusCode(404);

        JsonPath again = run(scope, dry);
        assertThat(again.getLong("matched")).isZero();
        assertThat(counts(again, "removed")).isEqualTo(NONE);

        String whole = "\"scope\":\"user\",\"user_id\":\"u-7\"";
        assertThat(counts(run(whole, dryRun(whole)), "removed")).isEqualTo(counts(0, 0, 0, 4, 3));
        in().get("/api/v1/sessions/b/documents/therapeutic/t").then().statusCode(404);
    }

    @Test
    void aDocumentGoesWhereverItIsOwned() {
        for (int i = 0; i < 5; i++) {
            session("s" + i, null);
            document("sessions/s" + i, "report", "latest", i % 2 == 0 ? null : "PT9H");
            document("sessions/s" + i, "report", "older", null);
        }
        document("users/u", "report", "latest", null);
        String scope = "\"scope\":\"document\",\"type\":\"report\",\"key\":\"latest\"";

        JsonPath dry = dryRun(scope);
        assertThat(dry.getLong("matched")).isEqualTo(6);
        assertThat(counts(dry, "would_remove")).isEqualTo(counts(0, 0, 0, 6, 0));
        assertThat(dry.getList("sample.session_id").stream().filter(id -> id != null))
                .containsExactlyInAnyOrder("s0", "s1", "s2", "s3", "s4");
        assertThat(dry.getList("sample.user_id").stream().filter(id -> id != null))
                .containsExactly("u");
        assertThat(new HashSet<>(dry.getList("sample.key"))).isEqualTo(Set.of("latest"));

        assertThat(counts(run(scope, dry), "removed")).isEqualTo(counts(0, 0, 0, 6, 0));
        in().get("/api/v1/sessions/s0/documents/report/latest").then().statusCode(404);
        in().get("/api/v1/sessions/s0/documents/report/older").then().statusCode(200);
        in().get("/api/v1/sessions/s0").then().statusCode(200).header("ETag", "\"1\"");
        assertThat(run(scope, dry).getLong("matched")).isZero();
    }

    @Test
    void sessionsIdleForLongGoAndOthersStay() {
        session("old-1", null);
        session("old-2", "u");
        document("sessions/old-2", "note", "n", null);
        session("touched", null);
        clock.forward(Duration.ofHours(3));
        session("young", null);
        in().post("/api/v1/sessions/touched/touch").then().statusCode(204);
        String scope = "\"scope\":\"older_than\",\"idle_for\":\"PT2H\"";

        JsonPath dry = dryRun(scope);
        assertThat(dry.getString("idle_for")).isEqualTo("PT2H");
        assertThat(dry.getLong("matched")).isEqualTo(2);
        assertThat(counts(dry, "would_remove")).isEqualTo(counts(2, 0, 0, 1, 0));

        assertThat(counts(run(scope, dry), "removed")).isEqualTo(counts(2, 0, 0, 1, 0));
        assertThat(ids()).containsExactlyInAnyOrder("young", "touched");
    }

    @Test
    void orphansAreWhatExpiredSessionsAndDocumentsLeftBehind() {
        for (int i = 0; i < 3; i++) {
            session("s" + i, "u", "PT1H");
            document("sessions/s" + i, "note", "n", null);
            document("sessions/s" + i, "letter", "short", "PT2H");
        }
        document("sessions/s0", "letter", "long", "PT20H");
        session("living", null, "PT20H");
        clock.forward(Duration.ofHours(3));

        JsonPath dry = dryRun("\"scope\":\"orphans\"");
        assertThat(dry.getLong("would_remove.sessions")).isZero();
        assertThat(dry.getLong("would_remove.documents")).isZero();
        assertThat(dry.getLong("matched"))
                .isEqualTo(dry.getLong("would_remove.expired_sessions") + dry.getLong("would_remove.index_entries"))
                .isPositive();

        JsonPath run = run("\"scope\":\"orphans\"", dry);
        assertThat(run.getLong("removed.expired_sessions")).isEqualTo(3);
        assertThat(run.getLong("removed.index_entries")).isGreaterThanOrEqualTo(3);
        in().get("/api/v1/sessions/living").then().statusCode(200);
        in().get("/api/v1/sessions/s0/documents/letter/long").then().statusCode(200);
        assertThat(run("\"scope\":\"orphans\"", dry).getLong("matched")).isZero();
    }

    @Test
    void allGoesAndNothingIsCountedTwice() {
        for (int i = 0; i < 5; i++) {
            session("s" + i, i == 0 ? "u" : null);
            say("s" + i);
            document("sessions/s" + i, "note", "n", null);
            document("sessions/s" + i, "letter", "l", "PT90H");
        }
        document("users/u", "note", "own", null);
        String elsewhere = newId();
        RestAssured.given()
                .header("Continuo-Namespace", elsewhere)
                .contentType("application/json")
                .body("{}")
                .put("/api/v1/sessions/s0")
                .then()
                .statusCode(201);

        JsonPath dry = dryRun("\"scope\":\"all\"");
        assertThat(dry.getLong("matched")).isEqualTo(5 + 11);
        assertThat(counts(dry, "would_remove")).isEqualTo(counts(5, 0, 5, 11, 0));

        JsonPath run = run("\"scope\":\"all\"", dry);
        assertThat(run.getLong("matched")).isEqualTo(5 + 11);
        assertThat(counts(run, "removed")).isEqualTo(counts(5, 0, 5, 11, 0));
        assertThat(ids()).isEmpty();
        in().get("/api/v1/users/u/documents/note/own").then().statusCode(404);
        in().get("/api/v1/sessions/s1/documents/letter/l").then().statusCode(404);
        RestAssured.given()
                .header("Continuo-Namespace", elsewhere)
                .get("/api/v1/sessions/s0")
                .then()
                .statusCode(200);
    }

    @Test
    void aDryRunChangesNothing() {
        session("expired", "u", "PT1H");
        document("sessions/expired", "letter", "l", "PT90H");
        clock.forward(Duration.ofHours(2));
        session("living", "u");
        document("sessions/living", "note", "n", null);
        String before = seen();
        for (String scope : List.of(
                "\"scope\":\"session\",\"session_id\":\"living\"",
                "\"scope\":\"session\",\"session_id\":\"expired\"",
                "\"scope\":\"user\",\"user_id\":\"u\"",
                "\"scope\":\"document\",\"type\":\"note\",\"key\":\"n\"",
                "\"scope\":\"older_than\",\"idle_for\":\"PT0.001S\"",
                "\"scope\":\"orphans\"",
                "\"scope\":\"all\"")) {
            JsonPath first = dryRun(scope);
            assertThat(dryRun(scope).getMap("would_remove")).as(scope).isEqualTo(first.getMap("would_remove"));
            assertThat(first.getMap("would_remove").toString()).as(scope).isNotEqualTo(NONE);
        }

        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void aRunIsCalledAgainUntilItIsComplete() {
        int many = 4_000;
        fill(many);
        session("first", null);
        String scope = "\"scope\":\"all\"";

        JsonPath shortDry = dryRun(scope + ",\"time_limit\":\"PT0.1S\"");
        assertThat(shortDry.getLong("matched")).isBetween(1L, many + 1L);

        long removed = 0;
        int calls = 0;
        JsonPath run;
        do {
            run = run(scope + ",\"time_limit\":\"PT0.1S\"", shortDry);
            removed += run.getLong("removed.sessions");
            calls++;
            session("touched-" + calls, null);
        } while (!run.getBoolean("complete"));

        // How many calls it takes is up to the machine; InvalidationsTest ends runs by the clock.
        assertThat(removed).isEqualTo(many + 1);
        assertThat(ids())
                .as("those that came while it ran")
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, calls)
                        .mapToObj(i -> "touched-" + i)
                        .toList());
    }

    /** Everything that a reader sees of the namespace, and what an operator sees of its sessions. */
    private String seen() {
        return String.join(
                "\n",
                in().get("/api/v1/sessions").asString(),
                in().get("/api/v1/users/u/sessions").asString(),
                in().get("/api/v1/sessions/living/documents").asString(),
                in().get("/api/v1/sessions/expired/documents").asString(),
                in().get("/api/v1/sessions/living/debug").asString().replaceAll("\"ttl_seconds\":\\d+", ""),
                in().get("/api/v1/sessions/expired/debug").asString());
    }
}
