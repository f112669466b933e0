package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.continuo.access.TokenKeys;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Whatever happens, the log tells no content and no secret. */
class QuietLogIT {

    private static final String PASSWORD = "pass/word+that%is&never@shown";
    private static final String CONTENT = "content-that-is-never-shown";
    private static final String STATE = "state-that-is-never-shown";
    private static final String METADATA = "metadata-that-is-never-shown";
    private static final String KEY = "idempotency-key-that-is-never-shown";

    private static final String API_KEY = "api-key-that-is-never-shown-0123456789";
    private static final TokenKeys TOKENS = new TokenKeys(3);

    private static final String MESSAGE = """
            {"role":"user","content":"%s","metadata":{"m":"%s"},"state":{"s":"%s"}}
            """.formatted(CONTENT, METADATA, STATE);

    @Test
    void contentAndSecretsAreNotInTheLog() {
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
                        .environment("QUARKUS_LOG_CATEGORY__IO_CONTINUO__LEVEL", "DEBUG")
                        .start()) {
            Api stranger = new Api(service.uri());
            Api api = stranger.with("X-API-Key", API_KEY);

            List<String> tokens = strangers(stranger);
            life(api);
            mistakes(api);
            damages(api, redis);
            refusals(api, redis);
            outage(api, redis);
            service.stop();

            // What is known to be told, so that an empty log is not taken for a quiet one.
            assertThat(service.output())
                    .contains("Store: redis, at 127.0.0.1:" + redis.port(), "is away", "is back", "OOM")
                    .doesNotContain(PASSWORD, "never@shown", "never%40shown")
                    .doesNotContain("never-shown", "never%2Dshown")
                    .doesNotContain(tokens);
        }
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
        for (String path : List.of("/api/v1/redis-status", "/health", "/metrics", "/openapi")) {
            assertThat(api.get(path).is(200).body()).doesNotContain("never-shown", "never@shown", "never%40shown");
        }
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
        List<Answer> answers = new ArrayList<>();
        for (String query : List.of("api_key", "access_token", "token", "x-api-key")) {
            answers.add(stranger.get(sessions + "?" + query + "=" + API_KEY).is(400));
            answers.add(stranger.with("X-API-Key", API_KEY)
                    .get(sessions + "?" + query + "=" + API_KEY.replace("-", "%2D"))
                    .is(400));
        }
        for (String key : List.of(API_KEY + "0", API_KEY.substring(1), API_KEY.repeat(100))) {
            answers.add(stranger.with("X-API-Key", key).get(sessions).is(401));
            answers.add(stranger.with("Authorization", "Bearer " + key)
                    .get(sessions)
                    .is(401));
            answers.add(
                    stranger.with("Authorization", "Basic " + key).get(sessions).is(401));
            answers.add(
                    stranger.with("Authorization", key).post(sessions, MESSAGE).is(401));
        }
        for (String token : tokens) {
            Answer answer = stranger.with("Authorization", "Bearer " + token).post(sessions, MESSAGE);
            assertThat(answer.status()).isIn(401, 403);
            answers.add(answer);
        }
        answers.forEach(answer -> assertThat(answer.body() + answer.headers())
                .doesNotContain(API_KEY, CONTENT, PASSWORD)
                .doesNotContain(tokens));
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

    private static void outage(Api api, RedisServer redis) {
        redis.freeze();
        api.with("Idempotency-Key", KEY)
                .post("/api/v1/sessions/s/messages", MESSAGE)
                .is(503);
        redis.thaw();
        awaitService(api);
        redis.kill();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> api.post("/api/v1/sessions/s/messages", MESSAGE).status() == 202);
        redis.restart();
        awaitService(api);
    }

    private static void awaitService(Api api) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> api.post("/api/v1/sessions/t/messages", MESSAGE).status() == 201);
    }
}
