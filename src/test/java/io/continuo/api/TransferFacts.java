package io.continuo.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import io.continuo.json.RandomJson;

/** Exports and imports of what is in one namespace into another, whatever the store. */
abstract class TransferFacts extends InvalidationCalls {

    static final String ROOMY = "roomy";

    private static final Pattern CURSOR = Pattern.compile("\\{\"kind\":\"checkpoint\",\"cursor\":\"([^\"]*)\"}");

    private final String other = Rest.newId();

    @Test
    void whatWasImportedIsExportedTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            randomSession(random, "s" + i);
        }
        for (int i = 0; i < 4; i++) {
            document("users/u" + i, "letter", "a", null);
            document("users/u" + i, "letter", "b", "PT5H");
        }

        List<String> lines = export(namespace, "");
        JsonPath report = load(lines, "");

        assertThat(report.getBoolean("complete"))
                .as("seed %d: %s", seed, report.prettify())
                .isTrue();
        assertThat(report.getLong("sessions.restored")).isEqualTo(60);
        assertThat(report.getLong("failed")).isZero();
        assertThat(report.getLong("documents.restored")).isEqualTo(count(lines, "document"));
        assertThat(data(export(other, ""))).as("seed %d", seed).isEqualTo(data(lines));
        assertThat(in(other).get("/api/v1/users/u1").jsonPath().getMap("$"))
                .isEqualTo(in().get("/api/v1/users/u1").jsonPath().getMap("$"));
    }

    @Test
    void theSameAgainChangesNothing() {
        Random random = new Random(1);
        for (int i = 0; i < 5; i++) {
            randomSession(random, "s" + i);
        }
        List<String> lines = export(namespace, "");
        load(lines, "");
        List<String> before = data(export(other, ""));
        for (String conflict : List.of("", "?on_conflict=skip", "?on_conflict=fail", "?on_conflict=replace")) {
            JsonPath again = load(lines, conflict);
            assertThat(again.getLong("sessions.unchanged")).isEqualTo(5);
            assertThat(again.getLong("documents.unchanged")).isEqualTo(count(lines, "document"));
            assertThat(again.getLong("messages") + again.getLong("failed")).isZero();
        }
        assertThat(data(export(other, ""))).isEqualTo(before);
    }

    @Test
    void whatIsDifferentStaysUnlessItIsToBeReplaced() {
        session("a", "u");
        say("a");
        List<String> lines = export(namespace, "");
        load(lines, "");
        String changed = "/api/v1/sessions/a/messages";
        in(other)
                .body("{\"role\":\"user\",\"content\":\"More\"}")
                .post(changed)
                .then()
                .statusCode(201);
        List<String> newer = data(export(other, ""));

        JsonPath skipped = load(lines, "");
        assertThat(skipped.getLong("sessions.skipped")).isEqualTo(1);
        JsonPath failed = load(lines, "?on_conflict=fail");
        assertThat(failed.getLong("failed")).isEqualTo(1);
        assertThat(failed.getInt("failures[0].line")).isEqualTo(2);
        assertThat(failed.getString("failures[0].problem.detail")).contains("different session a");
        assertThat(data(export(other, ""))).isEqualTo(newer);

        JsonPath replaced = load(lines, "?on_conflict=replace");
        assertThat(replaced.getLong("sessions.replaced")).isEqualTo(1);
        assertThat(data(export(other, ""))).isEqualTo(data(lines));
    }

    @Test
    void aUserAndASessionAreExportedByThemselves() {
        session("mine", "u1");
        say("mine");
        document("sessions/mine", "note", "n", null);
        document("sessions/mine", "letter", "own", "PT200H");
        session("gone", "u1", "PT1H");
        document("sessions/gone", "letter", "left", "PT200H");
        session("others", "u2");
        document("users/u1", "note", "n", null);
        document("users/u2", "note", "n", null);
        clock.forward(Duration.ofHours(2));

        List<String> user = export(namespace, "?user_id=u1");
        assertThat(user.get(0)).contains("\"kind\":\"header\"").contains("\"user_id\":\"u1\"");
        assertThat(count(user, "session")).isEqualTo(1);
        assertThat(count(user, "document")).isEqualTo(4);
        assertThat(user.get(user.size() - 1))
                .isEqualTo("{\"kind\":\"end\",\"sessions\":1,\"messages\":1,\"documents\":4,\"unreadable\":0}");
        List<String> session = export(namespace, "?session_id=mine");
        assertThat(count(session, "document")).isEqualTo(2);
        assertThat(count(export(namespace, "?session_id=gone"), "document")).isEqualTo(1);
        assertThat(count(export(namespace, "?user_id=nobody"), "session")).isZero();

        load(user, "");
        assertThat(data(export(other, "?user_id=u1"))).isEqualTo(data(user));
        in(other).get("/api/v1/sessions/gone/documents/letter/left").then().statusCode(200);
        assertThat(data(export(namespace, ""))).hasSize(8);
    }

    @Test
    void anExportGoesOnFromEachOfItsCheckpoints() {
        fill(130);
        for (int i = 0; i < 3; i++) {
            document("users/u" + i, "note", "n", null);
        }
        List<String> whole = export(namespace, "");
        List<Integer> checkpoints = IntStream.range(0, whole.size())
                .filter(at -> CURSOR.matcher(whole.get(at)).matches())
                .boxed()
                .toList();
        assertThat(checkpoints).hasSizeGreaterThanOrEqualTo(3);

        for (int at : checkpoints) {
            var cursor = CURSOR.matcher(whole.get(at));
            assertThat(cursor.matches()).isTrue();
            List<String> resumed = new ArrayList<>(whole.subList(0, at + 1));
            resumed.addAll(export(namespace, "?cursor=" + cursor.group(1)));
            assertThat(data(resumed)).isEqualTo(data(whole));
        }
        var of = CURSOR.matcher(whole.get(checkpoints.get(0)));
        assertThat(of.matches()).isTrue();
        answer(namespace, "?user_id=u1&cursor=" + of.group(1)).then().statusCode(400);
        answer(namespace, "?cursor=x").then().statusCode(400);
    }

    @Test
    void aLongHistoryIsOneSnapshot() {
        String id = Rest.newId();
        for (int i = 0; i < 12; i++) {
            hundred(id, i, "nobody");
        }
        List<String> lines = export(ROOMY, "?session_id=" + id);
        assertThat(count(lines, "messages")).isPositive();
        assertThat(load(lines, "").getLong("messages")).isEqualTo(1200);
        assertThat(load(lines, "").getLong("sessions.unchanged")).isEqualTo(1);
        assertThat(data(export(other, "?session_id=" + id))).isEqualTo(data(lines));
        String again = "{\"role\":\"user\",\"message_id\":\"m1199\",\"content\":\"1199\"}";
        in(other)
                .body(again)
                .post("/api/v1/sessions/" + id + "/messages")
                .then()
                .statusCode(200);
    }

    @Test
    void aSessionThatIsNotWholeIsNotWritten() {
        String user = Rest.newId();
        String id = Rest.newId();
        hundred(id, 0, user);
        hundred(id, 1, user);
        hundred(id, 2, user);
        in(ROOMY).body("{\"user_id\":\"" + user + "\"}").put("/api/v1/sessions/" + Rest.newId());
        List<String> lines = export(ROOMY, "?user_id=" + user);
        int at = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("{\"kind\":\"messages\""))
                .findFirst()
                .orElseThrow();
        List<String> without = new ArrayList<>(lines);
        without.remove(at);
        JsonPath report = load(without, "");
        assertThat(report.getLong("sessions.restored")).isEqualTo(1);
        assertThat(report.getLong("failed")).isEqualTo(1);
        assertThat(report.getString("failures[0].problem.detail")).contains(id);
        in(other).get("/api/v1/sessions/" + id).then().statusCode(404);

        JsonPath cut = load(lines.subList(0, at), "");
        assertThat(cut.getBoolean("complete")).isFalse();
        in(other).get("/api/v1/sessions/" + id).then().statusCode(404);
        assertThat(load(lines, "").getLong("sessions.restored")).isEqualTo(1);
        assertThat(data(export(other, "?user_id=" + user))).isEqualTo(data(lines));
    }

    @Test
    void badLinesAreNamedAndTheOthersTaken() {
        session("a", null);
        List<String> lines = new ArrayList<>(export(namespace, ""));
        String session = lines.stream()
                .filter(line -> line.contains("\"kind\":\"session\""))
                .findFirst()
                .orElseThrow();
        List<String> bad = List.of(
                "{\"kind\":\"messages\",\"session_id\":\"b\",\"messages\":[]}",
                "{\"kind\":\"session\"",
                "[]",
                "{\"kind\":\"sessions\"}",
                "{\"kind\":\"header\",\"format\":2}",
                "hello",
                session.replace("\"version\":1", "\"version\":\"1\""),
                session.replace("\"metadata\":", "\"metadatum\":"),
                session.replace("\"session_id\":\"a\"", "\"session_id\":\"a b\""),
                session.replace("\"messages\":[]", "\"messages\":[{\"seq\":1,\"role\":\"user\",\"content\":\"x\"}]"),
                session.replace("\"created_at\":\"2", "\"created_at\":\"x2"),
                "{\"kind\":\"document\",\"session_id\":\"a\",\"type\":\"t\"}",
                "\u0000\u0001\u0002",
                "{\"kind\":\"end\",\"kind\":\"end\"}");
        List<String> mixed = new ArrayList<>(bad);
        mixed.add("");
        mixed.addAll(lines);

        JsonPath report = load(mixed, "");

        assertThat(report.getList("failures.line", Integer.class))
                .isEqualTo(IntStream.rangeClosed(1, bad.size()).boxed().toList());
        assertThat(report.getList("failures.problem.detail", String.class))
                .allSatisfy(detail -> assertThat(detail).isNotBlank());
        assertThat(report.getLong("failed")).isEqualTo(bad.size());
        assertThat(report.getLong("sessions.restored")).isEqualTo(1);
        assertThat(report.getBoolean("complete")).isTrue();
        assertThat(report.getLong("lines")).isEqualTo(mixed.size());
    }

    @Test
    void onlyAHundredFailuresAreShown() {
        JsonPath report = load(Collections.nCopies(150, "x"), "");
        assertThat(report.getLong("failed")).isEqualTo(150);
        assertThat(report.getList("failures")).hasSize(100);
    }

    @Test
    void whatHasExpiredMeanwhileIsCounted() {
        session("short", null, "PT1H");
        session("long", null);
        document("sessions/long", "letter", "l", "PT1H");
        List<String> lines = export(namespace, "");
        clock.forward(Duration.ofHours(1));

        JsonPath report = load(lines, "");
        assertThat(report.getLong("sessions.expired")).isEqualTo(1);
        assertThat(report.getLong("documents.expired")).isEqualTo(1);
        assertThat(report.getLong("sessions.restored")).isEqualTo(1);
    }

    @Test
    void whatIsAskedForAmissIsAProblem() {
        answer(namespace, "?session_id=none").then().statusCode(404);
        answer(namespace, "?session_id=a&user_id=b").then().statusCode(400);
        answer(namespace, "?session_id=a b").then().statusCode(400);
        RestAssured.given()
                .accept("application/json")
                .get("/api/v1/admin/export")
                .then()
                .statusCode(406);
        for (int i = 0; i < 3; i++) {
            in().body("{}").post("/api/v1/admin/import").then().statusCode(415);
            RestAssured.given()
                    .contentType("application/x-ndjson; charset=UTF-8")
                    .body("x\n".repeat(100_000).getBytes(UTF_8))
                    .post("/api/v1/admin/import?on_conflict=perhaps")
                    .then()
                    .statusCode(400);
        }
        RestAssured.given().get("/api/v1/admin/import").then().statusCode(405);
        assertThat(load(List.of(), "").getBoolean("complete")).isFalse();
    }

    private static void hundred(String id, int which, String user) {
        String messages = IntStream.range(which * 100, which * 100 + 100)
                .mapToObj(n -> "{\"role\":\"user\",\"message_id\":\"m" + n + "\",\"content\":\"" + n + "\"}")
                .collect(Collectors.joining(","));
        in(ROOMY)
                .body("{\"user_id\":\"" + user + "\",\"messages\":[" + messages + "]}")
                .post("/api/v1/sessions/" + id + "/messages")
                .then()
                .statusCode(201);
    }

    private static RequestSpecification in(String namespace) {
        return RestAssured.given().header("Continuo-Namespace", namespace).contentType("application/json");
    }

    private void randomSession(Random random, String id) {
        String user = random.nextInt(3) == 0 ? "" : "\"user_id\":\"u" + random.nextInt(4) + "\",";
        String ttl = random.nextBoolean() ? "" : "\"ttl\":\"PT" + (1 + random.nextInt(50)) + "H\",";
        in().body("{" + user + ttl + "\"metadata\":{\"m\":" + json(random) + "},\"state\":{\"a\":" + json(random)
                        + ",\"b\u00e9\":" + json(random) + "}}")
                .header("User-Agent", "agent/" + random.nextInt(5))
                .put("/api/v1/sessions/" + id)
                .then()
                .statusCode(201);
        for (int i = random.nextInt(4); i > 0; i--) {
            in().body("{\"role\":\"user\",\"content\":[{\"part\":" + json(random) + "}],\"metadata\":{\"x\":"
                            + json(random) + "},\"timestamp\":\"" + Instant.ofEpochSecond(random.nextInt()) + "\"}")
                    .post("/api/v1/sessions/" + id + "/messages")
                    .then()
                    .statusCode(201);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            in().body(json(random))
                    .put("/api/v1/sessions/" + id + "/documents/note/n" + i
                            + (random.nextBoolean() ? "" : "?ttl=PT" + (1 + random.nextInt(100)) + "H"))
                    .then()
                    .statusCode(201);
        }
    }

    /** Small enough for metadata. */
    private static String json(Random random) {
        String value = new RandomJson(random, false).compact();
        while (value.length() > 4_000) {
            value = new RandomJson(random, false).compact();
        }
        return value;
    }

    private static Response answer(String from, String query) {
        return RestAssured.given()
                .urlEncodingEnabled(false)
                .header("Continuo-Namespace", from)
                .get("/api/v1/admin/export" + query.replace(" ", "%20"));
    }

    private static List<String> export(String from, String query) {
        Response answer = answer(from, query);
        answer.then().statusCode(200).contentType("application/x-ndjson");
        return new String(answer.asByteArray(), UTF_8).lines().toList();
    }

    private JsonPath load(List<String> lines, String query) {
        return RestAssured.given()
                .header("Continuo-Namespace", other)
                .contentType("application/x-ndjson; charset=UTF-8")
                .body(String.join("\n", lines).getBytes(UTF_8))
                .post("/api/v1/admin/import" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static long count(List<String> lines, String kind) {
        return lines.stream()
                .filter(line -> line.startsWith("{\"kind\":\"" + kind + "\""))
                .count();
    }

    /** The lines that hold data; the order of members of the state is not promised, nor that of equal times. */
    private static List<String> data(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("{\"kind\":\"header\"")
                        && !line.startsWith("{\"kind\":\"end\"")
                        && !line.startsWith("{\"kind\":\"checkpoint\""))
                .sorted()
                .toList();
    }
}
