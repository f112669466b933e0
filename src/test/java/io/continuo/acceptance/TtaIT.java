package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** The life of tta, a text adventure, with its profile and without a header of ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TtaIT {

    private static final String PROFILE = "examples/tta/application.properties";
    private static final String DAMAGED = "{oops";

    private static final Map<String, Duration> LIVES = Map.of(
            "character", Duration.ofHours(2),
            "narrative", Duration.ofMinutes(30),
            "emotional", Duration.ofHours(1),
            "therapeutic", Duration.ofDays(7),
            "user_preferences", Duration.ofDays(30));

    private RedisServer redis;
    private ServiceProcess service;
    private Api tta;

    @BeforeAll
    void start() {
        redis = RedisServer.builder().start();
        service = ServiceProcess.builder().settings(PROFILE).redis(redis).start();
        tta = new Api(service.uri());
    }

    @AfterAll
    void stop() {
        service.close();
        redis.close();
    }

    /** A session of that player, and its path. */
    private String session(String id, String player) {
        tta.post("/api/v1/sessions", """
                        {"session_id":"%s","user_id":"%s","state":{"chapter":1,"place":"mill"}}
                        """.formatted(id, player)).is(201);
        return "/api/v1/sessions/" + id;
    }

    private static String user(String id) {
        return "/api/v1/users/" + id;
    }

    private double unreadable() {
        return tta.get("/metrics")
                .is(200)
                .body()
                .lines()
                .filter(line -> line.startsWith("continuo_stored_values_unreadable_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<String> types(String owner) {
        return tta.get(owner + "/documents").is(200).json().path("data").findValuesAsText("type");
    }

    @Test
    void everyTypeHasItsLife() {
        String session = session("lives", "p-lives");
        assertThat(life(tta.get(session).is(200).json(), "last_interaction")).isEqualTo(Duration.ofHours(24));
        LIVES.forEach((type, life) -> {
            for (String owner : List.of(session, user("p-lives"))) {
                JsonNode written = tta.put(owner + "/documents/" + type + "/one", "{\"hp\":1.10}")
                        .is(201)
                        .json();
                assertThat(life(written, "updated_at")).as(type).isEqualTo(life);
            }
            for (String owner : List.of("session:lives", "user:p-lives")) {
                assertThat(redis.cli().number("PTTL", "tta:" + owner + ":document:" + type + ":one"))
                        .as(type)
                        .isBetween(life.minusSeconds(20).toMillis(), life.toMillis());
            }
        });
        assertThat(types(session))
                .containsExactly("character", "emotional", "narrative", "therapeutic", "user_preferences");
        assertThat(tta.get(session + "/documents/character/one").is(200).body()).isEqualTo("{\"hp\":1.10}");
        assertThat(tta.put(session + "/documents/charakter/one", "1").is(404).problem())
                .isEqualTo("document-type-unknown");
    }

    private static Duration life(JsonNode item, String from) {
        return Duration.between(
                Instant.parse(item.path(from).asText()),
                Instant.parse(item.path("expires_at").asText()));
    }

    @Test
    void aDocumentOutlivesItsSession() {
        tta.post("/api/v1/sessions", "{\"session_id\":\"short\",\"ttl\":\"PT1S\"}")
                .is(201);
        String goals = "/api/v1/sessions/short/documents/therapeutic/goals";
        tta.put(goals, "[\"sleep\"]").is(201);
        await("the session expires")
                .until(() -> tta.get("/api/v1/sessions/short").status() == 404);
        assertThat(tta.get(goals).is(200).body()).isEqualTo("[\"sleep\"]");
        assertThat(tta.put(goals, "[]").is(404).problem()).isEqualTo("session-not-found");
    }

    @Test
    void theOperatorReadsItInRedis() {
        String session = session("in_redis", "p-redis");
        tta.put(session + "/documents/character/mira", "{\"name\":\"Mira\"}").is(201);
        assertThat(redis.cli().text("GET", "tta:session:in_redis:document:character:mira"))
                .isEqualTo("{\"name\":\"Mira\"}");
        assertThat(redis.cli().texts("KEYS", "*")).allMatch(key -> key.startsWith("tta:"));
    }

    @Test
    void whatSomeoneBrokeIsNamedAndCountedAndTheRestStaysReadable() {
        String session = session("typo", "p-typo");
        tta.put(session + "/documents/character/mira", "{\"name\":\"Mira\"}").is(201);
        tta.put(session + "/documents/narrative/scene", "\"The mill burns.\"").is(201);
        String key = "tta:session:typo:document:character:mira";
        redis.cli().command("SET", key, DAMAGED, "KEEPTTL");
        redis.cli().command("HSET", "tta:session:typo:state", "place", DAMAGED);
        double before = unreadable();

        for (int i = 0; i < 3; i++) {
            Answer answer = tta.get(session + "/documents/character/mira").is(500);
            assertThat(answer.problem()).isEqualTo("stored-value-unreadable");
            assertThat(answer.json().path("detail").asText()).contains(key);
        }
        assertThat(unreadable()).isGreaterThanOrEqualTo(before + 3);
        JsonNode rest = tta.get(session).is(200).json();
        assertThat(rest.path("state")).isEqualTo(Answer.json("{\"chapter\":1}"));
        assertThat(rest.path("unreadable")).isEqualTo(Answer.json("[\"/state/place\"]"));
        assertThat(tta.get(session + "/documents/narrative/scene").is(200).body())
                .isEqualTo("\"The mill burns.\"");
        assertThat(types(session)).containsExactly("character", "narrative");
        assertThat(redis.cli().text("GET", key)).isEqualTo(DAMAGED);

        tta.put(session + "/documents/character/mira", "{\"name\":\"Mira\"}").is(200);
        assertThat(tta.get(session + "/documents/character/mira").is(200).body())
                .isEqualTo("{\"name\":\"Mira\"}");
    }

    @Test
    void sessionsAreSavedAndLoadedInBatches() {
        String saved = IntStream.range(0, 100)
                .mapToObj(i -> "{\"op\":\"put_session\",\"session_id\":\"batch_%d\",\"state\":{\"chapter\":%d}}"
                        .formatted(i, i))
                .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
        assertThat(tta.post("/api/v1/batch", saved)
                        .is(200)
                        .json()
                        .path("results")
                        .findValuesAsText("status"))
                .hasSize(100)
                .containsOnly("201");
        String loaded = IntStream.range(0, 101)
                .mapToObj("{\"op\":\"get_session\",\"session_id\":\"batch_%d\"}"::formatted)
                .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
        JsonNode results = tta.post("/api/v1/batch", loaded).is(200).json().path("results");
        assertThat(results).hasSize(101);
        for (int i = 0; i < 100; i++) {
            assertThat(results.at("/" + i + "/body/state/chapter").asInt()).isEqualTo(i);
        }
        assertThat(results.at("/100/problem/type").asText()).isEqualTo("urn:continuo:problem:session-not-found");
    }

    @Test
    void anErasedPlayerLeavesTheTherapeuticDocuments() {
        String player = user("p-erased");
        String first = session("erased_1", "p-erased");
        session("erased_2", "p-erased");
        session("somebody_elses", "p-other");
        tta.post(first + "/messages", "{\"role\":\"user\",\"content\":\"north\"}")
                .is(201);
        for (String owner : List.of(first, player)) {
            tta.put(owner + "/documents/therapeutic/goals", "[\"sleep\"]").is(201);
            tta.put(owner + "/documents/emotional/now", "{\"mood\":\"calm\"}").is(201);
        }
        JsonNode known = tta.get(player).is(200).json();
        assertThat(known.path("sessions").asInt()).isEqualTo(2);
        assertThat(known.path("messages").asInt()).isEqualTo(1);
        assertThat(known.path("documents").asInt()).isEqualTo(2);

        JsonNode erased = tta.delete(player + "?keep=therapeutic").is(200).json();
        assertThat(erased.path("user_id").asText()).isEqualTo("p-erased");
        assertThat(erased.path("removed")).isEqualTo(Answer.json("{\"sessions\":2,\"messages\":1,\"documents\":2}"));
        JsonNode receipt = erased.path("receipt");
        assertThat(receipt.path("complete").asBoolean()).isTrue();
        assertThat(receipt.at("/kept_types/0").asText()).isEqualTo("therapeutic");
        assertThat(receipt.at("/removed/redis/documents").asInt()).isEqualTo(2);

        tta.get(first).is(404);
        tta.get("/api/v1/sessions/somebody_elses").is(200);
        for (String owner : List.of(first, player)) {
            assertThat(types(owner)).containsExactly("therapeutic");
            assertThat(tta.get(owner + "/documents/therapeutic/goals").is(200).body())
                    .isEqualTo("[\"sleep\"]");
        }
        assertThat(tta.get(player).is(200).json())
                .isEqualTo(Answer.json("{\"user_id\":\"p-erased\",\"sessions\":0,\"messages\":0,\"documents\":1}"));
        assertThat(redis.cli().texts("KEYS", "*erased*"))
                .isNotEmpty()
                .allMatch(key -> key.endsWith(":register")
                        || key.endsWith(":document:therapeutic:goals")
                        || key.equals("tta:user:p-erased:sessions"));

        assertThat(tta.delete(player).is(200).json().at("/removed/documents").asInt())
                .isEqualTo(2);
        assertThat(redis.cli().texts("KEYS", "*erased*")).isEmpty();
    }

    private static final String INVALIDATIONS = "/api/v1/admin/invalidations";

    private JsonNode dryRun(String scope) {
        return tta.post(INVALIDATIONS, "{" + scope + "}").is(200).json();
    }

    private static String confirmed(String scope, JsonNode dryRun) {
        return "{%s,\"dry_run\":false,\"confirmation_token\":\"%s\"}"
                .formatted(scope, dryRun.path("confirmation_token").asText());
    }

    @Test
    void aCharacterIsInvalidatedWhereverItIsOwned() {
        String first = session("hero_1", "p-hero");
        String second = session("hero_2", "p-heroine");
        List<String> owners = List.of(first, second, user("p-hero"));
        owners.forEach(owner ->
                tta.put(owner + "/documents/character/wanderer", "{\"hp\":7}").is(201));
        tta.put(first + "/documents/character/other", "{\"hp\":8}").is(201);
        String scope = "\"scope\":\"document\",\"type\":\"character\",\"key\":\"wanderer\"";

        JsonNode counted = dryRun(scope);
        assertThat(counted.path("would_remove").path("documents").asInt()).isEqualTo(3);
        assertThat(counted.path("sample")).hasSize(3);
        assertThat(tta.post(INVALIDATIONS, "{" + scope + ",\"dry_run\":false}")
                        .is(409)
                        .problem())
                .isEqualTo("confirmation-required");
        String other = scope.replace("wanderer", "other");
        assertThat(tta.post(INVALIDATIONS, confirmed(other, counted)).is(409).problem())
                .isEqualTo("confirmation-invalid");
        owners.forEach(owner -> tta.get(owner + "/documents/character/wanderer").is(200));

        JsonNode done =
                tta.post(INVALIDATIONS, confirmed(scope, counted)).is(200).json();
        assertThat(done.path("removed").path("documents").asInt()).isEqualTo(3);
        assertThat(done.path("complete").asBoolean()).isTrue();
        owners.forEach(owner -> tta.get(owner + "/documents/character/wanderer").is(404));
        assertThat(types(first)).containsExactly("character");
        tta.get(second).is(200);
    }

    @Test
    void aPlayersSessionsAreInvalidatedButForTheTherapeuticDocuments() {
        String session = session("played", "p-played");
        tta.put(session + "/documents/therapeutic/goals", "[\"sleep\"]").is(201);
        tta.put(session + "/documents/narrative/scene", "\"dusk\"").is(201);
        String scope = "\"scope\":\"user\",\"user_id\":\"p-played\",\"keep\":[\"therapeutic\"]";

        JsonNode counted = dryRun(scope);
        tta.get(session).is(200);
        JsonNode done =
                tta.post(INVALIDATIONS, confirmed(scope, counted)).is(200).json();

        assertThat(done.path("removed")).isEqualTo(counted.path("would_remove"));
        assertThat(done.path("removed").path("sessions").asInt()).isEqualTo(1);
        assertThat(done.path("removed").path("documents").asInt()).isEqualTo(1);
        tta.get(session).is(404);
        assertThat(tta.get(session + "/documents/therapeutic/goals").is(200).body())
                .isEqualTo("[\"sleep\"]");
        tta.get(session + "/documents/narrative/scene").is(404);
    }

    @Test
    void byAgeAndOrphansTakeNothingThatIsInUse() {
        String session = session("in_use", "p-in-use");
        for (String scope : List.of("\"scope\":\"older_than\",\"idle_for\":\"PT1H\"", "\"scope\":\"orphans\"")) {
            tta.post(INVALIDATIONS, confirmed(scope, dryRun(scope))).is(200);
            tta.get(session).is(200);
        }
        String one = "\"scope\":\"session\",\"session_id\":\"in_use\"";
        tta.post(INVALIDATIONS, confirmed(one, dryRun(one))).is(200);
        tta.get(session).is(404);
    }

    @Test
    void hitsAndMissesAreCounted() {
        JsonNode before = tta.get("/api/v1/stats").is(200).json();
        String session = session("counted", "p-counted");
        tta.get(session).is(200);
        tta.get(session).is(200);
        tta.get("/api/v1/sessions/nobody").is(404);

        JsonNode after = tta.get("/api/v1/stats").is(200).json();
        assertThat(after.path("hits").asInt() - before.path("hits").asInt()).isEqualTo(2);
        assertThat(after.path("misses").asInt() - before.path("misses").asInt()).isEqualTo(1);
        assertThat(after.path("hit_rate").asDouble()).isBetween(0.0, 1.0);
        assertThat(after.path("operations").path("total").asInt())
                .isGreaterThanOrEqualTo(before.path("operations").path("total").asInt() + 4);
        assertThat(after.path("sessions").path("total").asInt()).isPositive();
    }
}
