package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.RedisCli;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** The life of hydrochat, a LangGraph app that may have a Redis or not. */
class HydrochatIT {

    private static final String PROFILE = "examples/hydrochat/application.properties";
    private static final String PASSWORD = "pass/wo:rd@1";

    @TempDir
    private Path data;

    @Test
    void redisIsOffUntilItIsAskedFor() {
        try (ServiceProcess service = hydrochat().start()) {
            Api api = new Api(service.uri());
            assertThat(turn(api, "chat", "Hello").is(201).header("Continuo-Store"))
                    .isEqualTo("embedded");
            assertThat(service.output()).contains("Store: embedded, in memory; nothing survives a restart.");
        }
        try (ServiceProcess service = hydrochat()
                .environment("USE_REDIS_STATE", "false")
                .environment("REDIS_HOST", "nowhere")
                .start()) {
            assertThat(service.output()).contains("Store: embedded");
        }
    }

    @Test
    void itsEnvironmentNamesMeanWhatTheyMeant() {
        try (RedisServer redis = RedisServer.builder().password(PASSWORD).start();
                ServiceProcess service =
                        onRedis(redis).environment("REDIS_DB", "3").start()) {
            Api api = new Api(service.uri());
            assertThat(turn(api, "chat", "Hello").is(201).header("Continuo-Store"))
                    .isEqualTo("redis");
            assertThat(service.output())
                    .contains("Store: redis, at")
                    .contains("(database 3)")
                    .doesNotContain(PASSWORD);
            RedisCli cli = redis.cli();
            cli.command("SELECT", "3");
            assertThat(cli.number("EXISTS", "hydrochat:session:chat:meta")).isEqualTo(1);
            JsonNode session = api.get("/api/v1/sessions/chat").is(200).json();
            assertThat(life(session)).isEqualTo(7200);
        }
        try (RedisServer redis = RedisServer.builder().password(PASSWORD).start();
                ServiceProcess service =
                        onRedis(redis).environment("REDIS_STATE_TTL", "600").start()) {
            Api api = new Api(service.uri());
            turn(api, "chat", "Hello").is(201);
            assertThat(redis.cli().number("PTTL", "hydrochat:session:chat:meta"))
                    .isBetween(590_000L, 600_000L);
        }
    }

    @Test
    void theDocumentedCommandMovesFromTheEmbeddedStoreToRedis() throws IOException {
        try (ServiceProcess before = hydrochat()
                        .environment("CONTINUO_DATA_DIR", data.toString())
                        .start();
                RedisServer redis = RedisServer.builder().password(PASSWORD).start();
                ServiceProcess after = onRedis(redis).start()) {
            Api old = new Api(before.uri());
            for (int i = 0; i < 20; i++) {
                turn(old, "chat-" + i, "Solubility of caffeine?").is(201);
                turn(old, "chat-" + i, "And of theobromine?").is(200);
                old.put("/api/v1/sessions/chat-" + i + "/documents/checkpoint/1", "{\"logp\":-0.070,\"n\":1e400}")
                        .is(201);
            }
            String report = bash("curl -sf " + before.uri() + "/api/v1/admin/export | curl -s " + after.uri()
                    + "/api/v1/admin/import -H 'Content-Type: application/x-ndjson' -T - -X POST");
            JsonNode moved = Answer.json(report);
            assertThat(moved.path("complete").asBoolean()).as(report).isTrue();
            assertThat(moved.path("sessions").path("restored").asInt()).isEqualTo(20);
            assertThat(moved.path("messages").asInt()).isEqualTo(40);
            assertThat(moved.path("documents").path("restored").asInt()).isEqualTo(20);

            Api api = new Api(after.uri());
            for (int i = 0; i < 20; i++) {
                for (String path : List.of("", "/messages", "/documents", "/documents/checkpoint/1")) {
                    String at = "/api/v1/sessions/chat-" + i + path;
                    assertThat(api.get(at).is(200).body()).isEqualTo(old.get(at).body());
                }
            }
            JsonNode next = turn(api, "chat-7", "Thanks").is(200).json();
            assertThat(next.path("message").path("seq").asInt()).isEqualTo(3);
            assertThat(next.path("history")).hasSize(3);
        }
    }

    @Test
    void aCrashOfRedisInMidConversationCostsNoTurn() {
        try (RedisServer redis = RedisServer.builder()
                        .password(PASSWORD)
                        .appendOnly()
                        .config("appendfsync", "always")
                        .start();
                ServiceProcess service = onRedis(redis)
                        .environment("CONTINUO_DATA_DIR", data.toString())
                        .start()) {
            Api api = new Api(service.uri());
            turn(api, "chat", "1").is(201);
            turn(api, "chat", "2").is(200);
            redis.kill();

            Api safely = api.with("Idempotency-Key", "turn-3");
            Answer away = await("a turn is accepted")
                    .until(() -> safely.post("/api/v1/input", input("chat", "3")), answer -> answer.status() == 202);
            assertThat(away.header("Continuo-Store")).startsWith("fallback; as-of=");
            turn(api, "chat", "4").is(202);
            redis.restart();

            await("the turns are in Redis")
                    .ignoreExceptions()
                    .until(() -> redis.cli().number("LLEN", "hydrochat:session:chat:history") == 4);
            await("Redis answers again")
                    .until(() -> "redis".equals(api.get("/api/v1/sessions/chat").header("Continuo-Store")));
            JsonNode messages =
                    api.get("/api/v1/sessions/chat/messages").is(200).json().path("data");
            assertThat(messages.findValuesAsText("content")).containsExactly("1", "2", "3", "4");
            assertThat(messages.findValuesAsText("seq")).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void moderateLoadTakesLessThanAHundredMegabytesOfHeap() {
        try (RedisServer redis = RedisServer.builder().password(PASSWORD).start();
                ServiceProcess service = onRedis(redis).heap("100m").start()) {
            Api api = new Api(service.uri());
            for (int round = 0; round < 40; round++) {
                int turn = round;
                List<CompletableFuture<Answer>> turns = new ArrayList<>();
                IntStream.range(0, 50)
                        .forEach(i ->
                                turns.add(api.callLater("POST", "/api/v1/input", input("chat-" + i, "Turn " + turn))));
                turns.forEach(answer -> assertThat(answer.join().status()).isIn(200, 201));
            }
            double most = api.get("/metrics")
                    .is(200)
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
            assertThat(most).isPositive().isLessThan(100 * 1024 * 1024);
            assertThat(service.output()).doesNotContain("OutOfMemoryError");
            assertThat(redis.cli().number("LLEN", "hydrochat:session:chat-0:history"))
                    .isEqualTo(40);
        }
    }

    private static ServiceProcess.Builder hydrochat() {
        return ServiceProcess.builder().settings(PROFILE);
    }

    private static ServiceProcess.Builder onRedis(RedisServer redis) {
        return hydrochat()
                .environment("USE_REDIS_STATE", "true")
                .environment("REDIS_HOST", "127.0.0.1")
                .environment("REDIS_PORT", Integer.toString(redis.port()))
                .environment("REDIS_PASSWORD", PASSWORD)
                .environment("REDIS_MAX_CONNECTIONS", "50")
                .environment("REDIS_SOCKET_TIMEOUT", "5");
    }

    private static Answer turn(Api api, String session, String said) {
        return api.post("/api/v1/input", input(session, said));
    }

    private static String input(String session, String said) {
        return "{\"session_id\":\"" + session + "\",\"user_input\":\"" + said + "\",\"history\":20}";
    }

    private static long life(JsonNode session) {
        return Duration.between(
                        Instant.parse(session.path("last_interaction").asText()),
                        Instant.parse(session.path("expires_at").asText()))
                .toSeconds();
    }

    private static String bash(String command) throws IOException {
        Process process = new ProcessBuilder("bash", "-o", "pipefail", "-c", command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
        return output;
    }
}
