package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** The life of trt, an AI therapist, with its profile and without a header of ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrtIT {

    private static final String PROFILE = "examples/trt/application.properties";
    private static final String REPLY = """
            {"role":"assistant","content":"What would you like to work on?",
             "metadata":{"navigation_decision":"clarify_goal","current_substate":"1.1"},
             "state":{"current_stage":"stage_1","current_substate":"1.1","body_questions_asked":0,
                      "stage_1_completion":{"goal_stated":false,"vision_accepted":false}}}
            """;

    private RedisServer redis;
    private ServiceProcess service;
    private Api trt;

    @BeforeAll
    void start() {
        redis = RedisServer.builder().start();
        startService();
    }

    @AfterAll
    void stop() {
        service.close();
        redis.close();
    }

    private void startService() {
        service = ServiceProcess.builder().settings(PROFILE).redis(redis).start();
        trt = new Api(service.uri());
    }

    private Answer input(String session, String said) {
        return trt.post("/api/v1/input", "{\"session_id\":\"%s\",\"user_input\":\"%s\"}".formatted(session, said));
    }

    private void exchange(String session) {
        input(session, "Hello").is(201);
        trt.post("/api/v1/sessions/" + session + "/messages", REPLY).is(201);
    }

    @Test
    void aTurnIsTwoCallsAndLoadsAsItWas() {
        Answer first = input("test_redis_001", "Hello").is(201);
        assertThat(first.json().at("/session/session_id").asText()).isEqualTo("test_redis_001");
        assertThat(first.json().at("/message/seq").asInt()).isEqualTo(1);
        assertThat(first.header("Continuo-Store")).isEqualTo("redis");

        trt.post("/api/v1/sessions/test_redis_001/messages", REPLY).is(201);

        JsonNode session =
                trt.get("/api/v1/sessions/test_redis_001?history=100").is(200).json();
        assertThat(session.path("state")).isEqualTo(Answer.json("""
                        {"current_stage":"stage_1","current_substate":"1.1","body_questions_asked":0,
                         "stage_1_completion":{"goal_stated":false,"vision_accepted":false}}
                        """));
        JsonNode history = session.path("history");
        assertThat(history).hasSize(2);
        assertThat(history.at("/0/role").asText()).isEqualTo("user");
        assertThat(history.at("/0/content").asText()).isEqualTo("Hello");
        assertThat(history.at("/1/content").asText()).isEqualTo("What would you like to work on?");
        assertThat(history.at("/1/metadata/navigation_decision").asText()).isEqualTo("clarify_goal");
        assertThat(history.at("/1/metadata/current_substate").asText()).isEqualTo("1.1");
        assertThat(history.at("/1/timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        trt.head("/api/v1/sessions/test_redis_001").is(200);
        trt.head("/api/v1/sessions/never_seen").is(404);
        assertThat(input("test_redis_001", "A calmer mind").is(200).json().at("/session/state/current_stage"))
                .isEqualTo(Answer.json("\"stage_1\""));
    }

    @Test
    void theOperatorReadsItInRedis() {
        exchange("in_redis");
        String key = "trt:session:in_redis:";

        assertThat(redis.cli().fields(key + "state"))
                .isEqualTo(Map.of(
                        "current_stage", "\"stage_1\"",
                        "current_substate", "\"1.1\"",
                        "body_questions_asked", "0",
                        "stage_1_completion", "{\"goal_stated\":false,\"vision_accepted\":false}"));
        List<String> history = redis.cli().texts("LRANGE", key + "history", 0, -1);
        assertThat(history).hasSize(2);
        assertThat(Answer.json(history.get(0)).path("content").asText()).isEqualTo("Hello");
        assertThat(Answer.json(history.get(1))
                        .at("/metadata/navigation_decision")
                        .asText())
                .isEqualTo("clarify_goal");
        assertThat(redis.cli().fields(key + "meta"))
                .containsEntry("version", "2")
                .containsEntry("next_seq", "3")
                .containsKeys("created_at", "last_interaction", "expires_at", "format");
        assertThat(redis.cli().texts("ZRANGE", "trt:active_sessions", 0, -1)).contains("in_redis");
        assertThat(redis.cli().number("TTL", key + "state")).isBetween(86_380L, 86_400L);
        assertThat(redis.cli().texts("KEYS", "*")).allMatch(any -> any.startsWith("trt:"));
    }

    @Test
    void aSessionSurvivesARestartOfTheService() {
        exchange("restarted");
        Answer before = trt.get("/api/v1/sessions/restarted?history=100").is(200);

        service.stop();
        service.close();
        startService();

        Answer after = trt.get("/api/v1/sessions/restarted?history=100").is(200);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.header("ETag")).isEqualTo(before.header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void ofSixtyExchangesTheLastFiftyAreKept() {
        for (int i = 1; i <= 60; i++) {
            input("long", "input " + i);
            trt.post(
                            "/api/v1/sessions/long/messages",
                            "{\"role\":\"assistant\",\"content\":\"response %d\"}".formatted(i))
                    .is(201);
        }

        JsonNode session = trt.get("/api/v1/sessions/long?history=500").is(200).json();
        assertThat(session.path("message_count").asInt()).isEqualTo(100);
        assertThat(session.path("total_messages").asInt()).isEqualTo(120);
        assertThat(session.path("history")).hasSize(100);
        assertThat(session.at("/history/0/seq").asInt()).isEqualTo(21);
        assertThat(session.at("/history/0/content").asText()).isEqualTo("input 11");
        assertThat(session.at("/history/99/content").asText()).isEqualTo("response 60");
        assertThat(redis.cli().number("LLEN", "trt:session:long:history")).isEqualTo(100);
    }

    @Test
    void activeSessionsAreListedTheLatestFirst() {
        exchange("listed_1");
        exchange("listed_2");
        input("listed_1", "Still here").is(200);

        JsonNode page = trt.get("/api/v1/sessions?limit=500").is(200).json();
        List<String> ids = page.path("data").findValuesAsText("session_id");
        assertThat(ids.subList(0, 2)).containsExactly("listed_1", "listed_2");
        assertThat(page.path("total").asInt()).isEqualTo(ids.size());
        assertThat(page.path("has_more").asBoolean()).isFalse();
        assertThat(page.at("/data/0").has("state")).isFalse();
    }

    @Test
    void aDeletedSessionLeavesNothing() {
        exchange("deleted");

        trt.delete("/api/v1/sessions/deleted").is(204);

        assertThat(trt.get("/api/v1/sessions/deleted").is(404).problem()).isEqualTo("session-not-found");
        trt.delete("/api/v1/sessions/deleted").is(404);
        assertThat(redis.cli().texts("KEYS", "*deleted*")).isEmpty();
        assertThat(redis.cli().texts("ZRANGE", "trt:active_sessions", 0, -1)).doesNotContain("deleted");
    }

    @Test
    void healthShowsTheStore() {
        JsonNode health = trt.get("/health").is(200).json();
        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.path("checks"))
                .anySatisfy(
                        check -> assertThat(check.at("/data/store").asText()).isEqualTo("redis"));
    }

    @Test
    void thePathsItCallsTodayAnswer() {
        exchange("seed");

        JsonNode status = trt.get("/api/session/redis-status").is(200).json();
        assertThat(status.path("connected").asBoolean()).isTrue();
        assertThat(status.path("session_type").asText()).isEqualTo("redis");
        assertThat(status.path("session_prefix").asText()).isEqualTo("trt:session:");
        assertThat(status.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        JsonNode debug = trt.get("/api/session/seed/debug").is(200).json();
        assertThat(debug.path("exists").asBoolean()).isTrue();
        assertThat(debug.path("message_count").asInt()).isEqualTo(2);
        trt.get("/api/session/seed/verify").is(200);
        trt.delete("/api/session/seed").is(204);
        assertThat(trt.get("/api/session/seed/verify")
                        .is(200)
                        .json()
                        .path("exists")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void sessionsThatAreIdleTooLongAreCleanedUp() {
        // A database of its own: this service would clean up what other tests left.
        try (ServiceProcess tidy = ServiceProcess.builder()
                .settings(PROFILE)
                .environment("REDIS_URL", redis.uri() + "/1")
                .environment("CONTINUO_CLEANUP_EVERY", "1s")
                .environment("CONTINUO_CLEANUP_IDLE_AFTER", "3s")
                .start()) {
            Api api = new Api(tidy.uri());
            api.post("/api/v1/sessions", "{\"session_id\":\"quiet\"}").is(201);
            api.post("/api/v1/sessions", "{\"session_id\":\"lively\"}").is(201);

            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(250))
                    .untilAsserted(() -> {
                        api.post("/api/v1/sessions/lively/touch", "").is(204);
                        assertThat(api.get("/api/v1/sessions")
                                        .json()
                                        .path("data")
                                        .findValuesAsText("session_id"))
                                .containsExactly("lively");
                    });

            api.get("/api/v1/sessions/quiet").is(404);
            redis.cli().command("SELECT", "1");
            assertThat(redis.cli().texts("ZRANGE", "trt:active_sessions", 0, -1))
                    .containsExactly("lively");
            assertThat(redis.cli().texts("KEYS", "*quiet*")).isEmpty();
        } finally {
            redis.cli().command("SELECT", "0");
        }
    }
}
