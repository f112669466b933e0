package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.RedisCli;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Someone mistypes in redis-cli: what is damaged is named and counted, the rest stays readable, nothing is overwritten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTypoIT {

    private static final String DAMAGED = "{oops";

    private RedisServer redis;
    private RedisCli cli;
    private ServiceProcess service;
    private Api api;

    @BeforeAll
    void start() {
        redis = RedisServer.builder().start();
        cli = redis.cli();
        service = ServiceProcess.builder()
                .redis(redis)
                .environment("CONTINUO_KEY_PREFIX", "chat")
                .start();
        api = new Api(service.uri());
    }

    @AfterAll
    void stop() {
        service.close();
        redis.close();
    }

    private String write(String id) {
        api.post("/api/v1/sessions/" + id + "/messages", """
                        {"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},
                                     {"role":"user","content":"three"}],
                         "state":{"plan":{"step":1},"mood":"calm"}}
                        """).is(201);
        return "/api/v1/sessions/" + id;
    }

    private static String key(String id, String part) {
        return "chat:session:" + id + ":" + part;
    }

    private double unreadable() {
        return api.get("/metrics")
                .is(200)
                .body()
                .lines()
                .filter(line -> line.startsWith("continuo_stored_values_unreadable_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The call fails, names the key, and is counted. */
    private void assertUnreadable(String method, String path, String body, String key) {
        double before = unreadable();
        Answer answer = api.call(method, path, body.isEmpty() ? null : body).is(500);
        assertThat(answer.problem()).isEqualTo("stored-value-unreadable");
        assertThat(answer.json().path("detail").asText()).contains(key);
        assertThat(unreadable()).as("%s %s is counted", method, path).isGreaterThan(before);
    }

    private List<String> findings(String session) {
        JsonNode debug = api.get(session + "/debug").is(200).json();
        return Answer.JSON.convertValue(
                debug.path("findings"), Answer.JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    @Test
    void aDamagedStateMemberIsLeftOutAndNamed() {
        String session = write("state");
        assertThat(findings(session)).isEmpty();
        cli.command("HSET", key("state", "state"), "plan", DAMAGED);
        double before = unreadable();

        JsonNode read = api.get(session).is(200).json();
        assertThat(read.path("unreadable")).isEqualTo(Answer.json("[\"/state/plan\"]"));
        assertThat(read.path("state")).isEqualTo(Answer.json("{\"mood\":\"calm\"}"));
        assertThat(unreadable()).isGreaterThan(before);
        assertThat(findings(session)).anyMatch(finding -> finding.contains("plan"));

        api.post(session + "/messages", "{\"role\":\"user\",\"content\":\"four\",\"state\":{\"mood\":\"glad\"}}")
                .is(201);
        assertThat(cli.fields(key("state", "state"))).isEqualTo(Map.of("plan", DAMAGED, "mood", "\"glad\""));

        api.post(session + "/messages", "{\"role\":\"user\",\"content\":\"five\",\"state\":{\"plan\":{\"step\":2}}}")
                .is(201);
        assertThat(api.get(session).is(200).json().has("unreadable")).isFalse();
    }

    @Test
    void aDamagedMessageIsLeftOutAndNamed() {
        String session = write("message");
        cli.command("LSET", key("message", "history"), "1", DAMAGED);
        double before = unreadable();

        for (String path : List.of(session + "?history=10", session + "/messages")) {
            JsonNode read = api.get(path).is(200).json();
            assertThat(read.path("unreadable")).isEqualTo(Answer.json("[2]"));
            assertThat(read.findValuesAsText("seq")).containsExactly("1", "3");
        }
        assertThat(unreadable()).isGreaterThan(before);
        assertThat(findings(session)).anyMatch(finding -> finding.contains("2"));

        api.post(session + "/messages", "{\"role\":\"user\",\"content\":\"four\"}")
                .is(201);
        assertThat(cli.text("LINDEX", key("message", "history"), 1)).isEqualTo(DAMAGED);
    }

    @Test
    void damagedMetadataFailsTheSessionAndIsKept() {
        String session = write("metadata");
        String meta = key("metadata", "meta");
        cli.command("HSET", meta, "metadata", DAMAGED);

        assertUnreadable("GET", session, "", meta);
        assertUnreadable("GET", session + "?history=10", "", meta);
        assertThat(findings(session)).anyMatch(finding -> finding.contains("metadata"));
        assertThat(api.get(session + "/messages").is(200).json().path("data")).hasSize(3);
        api.get("/api/v1/sessions").is(200);

        api.post(session + "/touch", "").is(204);
        assertThat(cli.text("HGET", meta, "metadata")).isEqualTo(DAMAGED);

        api.put(session, "{\"metadata\":{\"channel\":\"web\"}}").is(200);
        assertThat(api.get(session).is(200).json().at("/metadata/channel").asText())
                .isEqualTo("web");
    }

    @Test
    void aKeyOfAnotherTypeFailsWhatNeedsItAndIsKept() {
        String session = write("typed");
        String state = key("typed", "state");
        cli.command("SET", state, "text");

        assertUnreadable("GET", session, "", state);
        assertUnreadable("POST", session + "/messages", "{\"role\":\"user\",\"content\":\"four\"}", state);
        assertUnreadable("PATCH", session, "{\"state\":{\"plan\":{\"step\":2}}}", state);
        assertThat(findings(session)).anyMatch(finding -> finding.contains(state));

        assertThat(cli.text("GET", state)).isEqualTo("text");
        assertThat(cli.number("LLEN", key("typed", "history"))).isEqualTo(3);
        api.get("/api/v1/sessions").is(200);
    }

    @Test
    void aMetaOfAnotherTypeFailsItsSessionOnly() {
        String broken = write("broken");
        String sound = write("sound");
        String meta = key("broken", "meta");
        cli.command("SET", meta, "text");

        assertUnreadable("GET", broken, "", meta);
        assertUnreadable("POST", broken + "/messages", "{\"role\":\"user\",\"content\":\"four\"}", meta);
        assertThat(findings(broken)).anyMatch(finding -> finding.contains(meta));
        assertThat(cli.text("GET", meta)).isEqualTo("text");

        api.get(sound).is(200);
        assertThat(api.get("/api/v1/sessions?limit=500")
                        .is(200)
                        .json()
                        .path("data")
                        .findValuesAsText("session_id"))
                .contains("sound");
    }

    @Test
    void keysOfAnOlderApplicationAreNeverTouched() {
        String session = "/api/v1/sessions/older";
        String meta = key("older", "meta");
        cli.command("HSET", meta, "name", "Alice", "started", "yesterday");
        cli.command("ZADD", "chat:active_sessions", "1700000000000", "older");

        assertUnreadable("GET", session, "", meta);
        assertUnreadable("GET", session + "/messages", "", meta);
        assertUnreadable("PUT", session, "{\"state\":{\"a\":1}}", meta);
        assertUnreadable("POST", session + "/messages", "{\"role\":\"user\",\"content\":\"c\"}", meta);
        assertUnreadable("POST", "/api/v1/sessions", "{\"session_id\":\"older\"}", meta);
        assertUnreadable("POST", "/api/v1/input", "{\"session_id\":\"older\",\"user_input\":\"c\"}", meta);
        assertUnreadable("DELETE", session, "", meta);
        assertThat(findings(session)).anyMatch(finding -> finding.contains(meta));
        assertThat(api.get("/api/v1/sessions?limit=500")
                        .is(200)
                        .json()
                        .path("data")
                        .findValuesAsText("session_id"))
                .doesNotContain("older");

        assertThat(cli.fields(meta)).isEqualTo(Map.of("name", "Alice", "started", "yesterday"));
        assertThat(cli.number("TTL", meta)).isEqualTo(-1);
        assertThat(cli.texts("KEYS", "chat:session:older:*")).containsExactly(meta);
    }
}
