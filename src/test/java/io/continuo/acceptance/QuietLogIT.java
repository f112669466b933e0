package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.access.TokenKeys;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/**
 * Whatever happens, no content and no secret stands in the log, in a problem, on a page for operators or, with a key to seal it,
 * in a file.
 */
class QuietLogIT {

    private static final String PASSWORD = "pass/word+that%is&never@shown";
    private static final String CONTENT = "content-that-is-never-shown";
    private static final String STATE = "state-that-is-never-shown";
    private static final String METADATA = "metadata-that-is-never-shown";
    private static final String KEY = "idempotency-key-that-is-never-shown";

    private static final String API_KEY = "api-key-that-is-never-shown-0123456789";
    private static final String SEALING_KEY =
            Base64.getEncoder().encodeToString("sealing-key-that-is-never-shown!".getBytes(StandardCharsets.UTF_8));
    private static final TokenKeys TOKENS = new TokenKeys(3);
    private static final List<String> SECRETS =
            List.of("never-shown", "never%2Dshown", PASSWORD, "never@shown", "never%40shown", SEALING_KEY);

    private static final String MESSAGE = """
            {"role":"user","content":"%s","metadata":{"m":"%s"},"state":{"s":"%s"}}
            """.formatted(CONTENT, METADATA, STATE);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path data;

    @Test
    void contentAndSecretsAreNowhere() throws IOException {
        try (RedisServer redis = RedisServer.builder().password(PASSWORD).start();
                ServiceProcess service = ServiceProcess.builder()
                        .environment("REDIS_HOST", "127.0.0.1")
                        .environment("REDIS_PORT", Integer.toString(redis.port()))
                        .environment("REDIS_PASSWORD", PASSWORD)
                        .environment("CONTINUO_API_KEYS", "all:*:admin:" + API_KEY)
                        .environment(
                                "CONTINUO_JWT_KEY_LOCATION",
                                TOKENS.publicKeyFile().toString())
                        .environment("CONTINUO_JWT_AUDIENCE", "continuo")
                        .environment("CONTINUO_ENCRYPTION_KEYS", "k1:" + SEALING_KEY)
                        .environment("CONTINUO_ANONYMIZE_KEY", "anonymize-key-that-is-never-shown")
                        .environment("CONTINUO_DATA_DIR", data.toString())
                        .environment("QUARKUS_LOG_CATEGORY__IO_CONTINUO__LEVEL", "DEBUG")
                        .start()) {
            Api stranger = new Api(service.uri()).heardBy(this::hear);
            Api api = stranger.with("X-API-Key", API_KEY);

            List<String> tokens = strangers(stranger);
            life(api);
            mistakes(api);
            damages(api, redis);
            refusals(api, redis);
            outage(api, redis);
            pages(api);
            service.stop();

            // What is known to be told, so that an empty log is not taken for a quiet one.
            assertThat(service.output())
                    .contains("Store: redis, at 127.0.0.1:" + redis.port(), "is away", "is back", "OOM", "dead letter")
                    .doesNotContain(SECRETS)
                    .doesNotContain(tokens);
            assertThat(String.join("\n", told))
                    .contains("idempotency-key-reused", "unauthenticated", "stored-value-unreadable", "outcome-unknown")
                    .doesNotContain(SECRETS)
                    .doesNotContain(tokens);
            assertThat(files())
                    .contains("dead-letters.ndjson", "\"sealed\"")
                    .doesNotContain(SECRETS)
                    .doesNotContain(tokens);
        }
    }

    /** Everything that is told but what a caller reads of its own. */
    private void hear(Answer answer) {
        if (answer.status() >= 400) {
            told.add(answer.status() + answer.body() + answer.headers());
        }
    }

    private void pages(Api api) {
        for (String path : List.of(
                "/api/v1/redis-status",
                "/api/v1/stats",
                "/api/session/redis-status",
                "/health",
                "/health/ready",
                "/metrics",
                "/openapi")) {
            Answer answer = api.get(path).is(200);
            told.add(answer.body() + answer.headers());
        }
    }

    /** The names and the content of all files of the data directory. */
    private String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> walk = Files.walk(data)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.append(file)
                        .append('\n')
                        .append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .append('\n');
            }
        }
        return all.toString();
    }

    private static void life(Api api) {
        Api keyed = api.with("Idempotency-Key", KEY);
        keyed.post("/api/v1/sessions/s/messages", MESSAGE).is(201);
        assertThat(keyed.post("/api/v1/sessions/s/messages", MESSAGE).is(201).header("Idempotency-Replayed"))
                .isEqualTo("true");
        api.call("PATCH", "/api/v1/sessions/s", "{\"state\":{\"s\":{\"in\":\"%s\"}}}".formatted(STATE))
                .is(200);
        api.post("/api/v1/input", "{\"session_id\":\"s\",\"user_input\":\"%s\",\"history\":5}".formatted(CONTENT))
                .is(200);
        api.get("/api/v1/sessions/s?history=10").is(200);
    }

    /** Who has a bad key, or puts a good one where it does not belong; gives the parts of the tokens that were sent. */
    private static List<String> strangers(Api stranger) {
        String sessions = "/api/v1/sessions";
        String claims = "{\"aud\":\"continuo\",\"exp\":%d,\"sub\":\"subject-that-is-never-shown\"}";
        long now = Instant.now().getEpochSecond();
        List<String> tokens = List.of(
                TOKENS.token(claims.formatted(now - 60)),
                TOKENS.token(claims.formatted(now + 600)),
                TOKENS.confused(claims.formatted(now + 600)),
                TokenKeys.unsigned(claims.formatted(now + 600)),
                new TokenKeys(4).token(claims.formatted(now + 600)));
        for (String query : List.of("api_key", "access_token", "token", "x-api-key")) {
            stranger.get(sessions + "?" + query + "=" + API_KEY).is(400);
            stranger.with("X-API-Key", API_KEY)
                    .get(sessions + "?" + query + "=" + API_KEY.replace("-", "%2D"))
                    .is(400);
        }
        for (String key : List.of(API_KEY + "0", API_KEY.substring(1), API_KEY.repeat(100))) {
            stranger.with("X-API-Key", key).get(sessions).is(401);
            stranger.with("Authorization", "Bearer " + key).get(sessions).is(401);
            stranger.with("Authorization", "Basic " + key).get(sessions).is(401);
            stranger.with("Authorization", key).post(sessions, MESSAGE).is(401);
        }
        for (String token : tokens) {
            Answer answer = stranger.with("Authorization", "Bearer " + token).post(sessions, MESSAGE);
            assertThat(answer.status()).isIn(401, 403);
        }
        return tokens.stream()
                .flatMap(token -> Stream.of(token.split("\\.", -1)))
                .filter(part -> part.length() > 40)
                .toList();
    }

    private static void mistakes(Api api) {
        Api keyed = api.with("Idempotency-Key", KEY);
        assertThat(keyed.post(
                                "/api/v1/sessions/s/messages",
                                "{\"role\":\"user\",\"content\":\"%s\"}".formatted(CONTENT))
                        .is(422)
                        .problem())
                .isEqualTo("idempotency-key-reused");
        api.post("/api/v1/sessions/s/messages", "{\"role\":\"user\",\"content\":\"%s".formatted(CONTENT))
                .is(400);
        api.post("/api/v1/sessions/s/messages", "{\"role\":\"%s\",\"content\":7}".formatted(CONTENT))
                .is(400);
        api.put("/api/v1/sessions/s", "{\"state\":\"%s\"}".formatted(STATE)).is(400);
        api.post("/api/v1/sessions/s/messages", MESSAGE.repeat(10_000)).is(413);
        api.post(
                        "/api/v1/sessions/s/messages",
                        "{\"role\":\"user\",\"content\":\"%s\"}".formatted(CONTENT.repeat(10_000)))
                .is(422);
    }

    private static void damages(Api api, RedisServer redis) {
        api.post("/api/v1/sessions/damaged/messages", MESSAGE).is(201);
        String session = "continuo:default:session:damaged:";
        redis.cli().command("HSET", session + "state", "s", "{\"broken\":\"" + STATE);
        redis.cli().command("LSET", session + "history", "0", "{\"broken\":\"" + CONTENT);
        api.get("/api/v1/sessions/damaged?history=10").is(200);
        redis.cli().command("HSET", session + "meta", "metadata", "{\"broken\":\"" + METADATA);
        api.get("/api/v1/sessions/damaged").is(500);
        redis.cli().command("SET", session + "history", CONTENT);
        api.post("/api/v1/sessions/damaged/messages", MESSAGE).is(500);
    }

    /** Redis answers, but with errors that repeat what it was sent. */
    private static void refusals(Api api, RedisServer redis) {
        redis.cli().command("CONFIG", "SET", "maxmemory", "1");
        assertThat(api.post("/api/v1/sessions/s/messages", MESSAGE).is(503).problem())
                .isEqualTo("store-unavailable");
        redis.cli().command("CONFIG", "SET", "maxmemory", "0");
        redis.cli().command("ACL", "SETUSER", "default", "-evalsha", "-eval");
        api.post("/api/v1/sessions/s/messages", MESSAGE).is(503);
        redis.cli().command("ACL", "SETUSER", "default", "+evalsha", "+eval");
        api.post("/api/v1/sessions/s/messages", MESSAGE).is(201);
    }

    private void outage(Api api, RedisServer redis) throws IOException {
        redis.freeze();
        api.with("Idempotency-Key", KEY)
                .post("/api/v1/sessions/s/messages", MESSAGE)
                .is(503);
        redis.thaw();
        awaitService(api);
        redis.kill();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> api.post("/api/v1/sessions/s/messages", MESSAGE).status() == 202);
        api.post("/api/v1/sessions/t/messages", MESSAGE).is(202);
        pages(api);
        assertThat(files()).contains("/journal/").doesNotContain(SECRETS);
        // It comes back empty: what was accepted for the session that was known to be there is a dead letter.
        redis.restart();
        awaitService(api);
    }

    /** With a session that this replica knows then. */
    private static void awaitService(Api api) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> api.post("/api/v1/sessions/t/messages", MESSAGE).status() == 201);
    }
}
