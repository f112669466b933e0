package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.support.RedisCli;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** The life of ufdr, an evidence analyst's chat, in its own namespace of a service; with Redis and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UfdrIT {

    private static final String PROFILE = "examples/ufdr/application.properties";
    private static final long SEVEN_DAYS = 604_800;

    private RedisServer redis;
    private RedisCli database;
    private ServiceProcess onRedis;
    private ServiceProcess alone;

    @BeforeAll
    void start() {
        redis = RedisServer.builder().start();
        database = new RedisCli(redis.port());
        database.command("SELECT", "3");
        onRedis = ServiceProcess.builder()
                .settings(PROFILE)
                .environment("REDIS_HOST", "127.0.0.1")
                .environment("REDIS_PORT", Integer.toString(redis.port()))
                .environment("REDIS_DB", "3")
                .environment("REDIS_SOCKET_TIMEOUT", "5")
                .start();
        alone = ServiceProcess.builder().settings(PROFILE).start();
    }

    @AfterAll
    void stop() {
        onRedis.close();
        alone.close();
        database.close();
        redis.close();
    }

    private Api ufdr(String store) {
        ServiceProcess service = "redis".equals(store) ? onRedis : alone;
        return new Api(service.uri()).with("Continuo-Namespace", "ufdr");
    }

    private static String message(String role, String content) {
        return "{\"role\":\"%s\",\"content\":\"%s\",\"metadata\":{\"email_id\":\"analyst@example.org\"}}"
                .formatted(role, content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "embedded"})
    void theLastThirtyMessagesAreKept(String store) {
        Api ufdr = ufdr(store);
        for (int i = 1; i <= 35; i++) {
            String role = i % 2 == 1 ? "user" : "assistant";
            Answer appended = ufdr.post("/api/v1/sessions/case-17/messages", message(role, "message " + i))
                    .is(201);
            assertThat(appended.header("Continuo-Store")).isEqualTo(store);
        }

        JsonNode page =
                ufdr.get("/api/v1/sessions/case-17/messages?limit=500").is(200).json();
        assertThat(page.path("data").findValuesAsText("content"))
                .containsExactlyElementsOf(IntStream.rangeClosed(6, 35)
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(page.path("total").asInt()).isEqualTo(30);
        assertThat(page.path("trimmed").asInt()).isEqualTo(5);
        assertThat(page.path("first_seq").asInt()).isEqualTo(6);
        assertThat(page.at("/data/0/metadata/email_id").asText()).isEqualTo("analyst@example.org");
        assertThat(page.at("/data/0/role").asText()).isEqualTo("assistant");

        JsonNode last =
                ufdr.get("/api/v1/sessions/case-17/messages?limit=3").is(200).json();
        assertThat(last.path("data").findValuesAsText("content"))
                .containsExactly("message 33", "message 34", "message 35");
        assertThat(last.path("has_more").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "embedded"})
    void aChatExistsIsCountedAndCleared(String store) {
        Api ufdr = ufdr(store);
        String chat = "/api/v1/sessions/case-18";
        ufdr.head(chat).is(404);
        ufdr.post(chat + "/messages", "{\"messages\":[%s,%s]}".formatted(message("user", "q"), message("tool", "r")))
                .is(201);
        ufdr.call("PATCH", chat, "{\"state\":{\"case\":\"17/B\"}}").is(200);
        ufdr.head(chat).is(200);
        assertThat(ufdr.get(chat).is(200).json().path("message_count").asInt()).isEqualTo(2);

        ufdr.delete(chat + "/messages").is(204);

        JsonNode cleared = ufdr.get(chat + "?history=30").is(200).json();
        assertThat(cleared.path("message_count").asInt()).isZero();
        assertThat(cleared.path("history")).isEmpty();
        assertThat(cleared.at("/state/case").asText()).isEqualTo("17/B");
        assertThat(ufdr.post(chat + "/messages", message("user", "again"))
                        .is(201)
                        .json()
                        .at("/data/0/seq")
                        .asInt())
                .isEqualTo(3);
        ufdr.delete(chat).is(204);
        ufdr.head(chat).is(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "embedded"})
    void blobsAreRefusedAndChangeNothing(String store) {
        Api ufdr = ufdr(store);
        String chat = "/api/v1/sessions/case-19";
        ufdr.post(chat + "/messages", message("user", "text")).is(201);
        String blob = "QUJD".repeat(10 * 1024);

        Answer message = ufdr.post(chat + "/messages", message("user", blob)).is(422);
        assertThat(message.problem()).isEqualTo("limit-exceeded");
        assertThat(message.json().path("allowed").asInt()).isEqualTo(32_768);
        assertThat(ufdr.call("PATCH", chat, "{\"state\":{\"file\":\"%s\"}}".formatted(blob))
                        .is(422)
                        .problem())
                .isEqualTo("limit-exceeded");
        assertThat(ufdr.post(chat + "/messages", message("user", blob.repeat(50)))
                        .is(413)
                        .problem())
                .isEqualTo("payload-too-large");

        JsonNode chatNow = ufdr.get(chat + "?history=30").is(200).json();
        assertThat(chatNow.path("history").findValuesAsText("content")).containsExactly("text");
        assertThat(chatNow.path("version").asInt()).isEqualTo(1);
    }

    @Test
    void eachMessageRefreshesTheSevenDaysAndReadingDoesNot() {
        Api ufdr = ufdr("redis");
        String chat = "/api/v1/sessions/case-20";
        List<String> keys = List.of("ufdr:session:case-20:history", "ufdr:session:case-20:meta");
        ufdr.post(chat + "/messages", message("user", "one")).is(201);
        // Six of the seven days go by.
        keys.forEach(key -> database.command("EXPIRE", key, "86400"));

        ufdr.get(chat + "?history=30").is(200);
        ufdr.get(chat + "/messages").is(200);
        ufdr.head(chat).is(200);
        assertThat(keys)
                .allSatisfy(key -> assertThat(database.number("TTL", key)).isLessThanOrEqualTo(86_400));

        ufdr.post(chat + "/messages", message("assistant", "two")).is(201);
        assertThat(keys)
                .allSatisfy(key -> assertThat(database.number("TTL", key)).isBetween(SEVEN_DAYS - 20, SEVEN_DAYS));
    }

    @Test
    void theOperatorSeesWhereAChatIs() {
        ufdr("redis")
                .post("/api/v1/sessions/case-21/messages", message("user", "one"))
                .is(201);
        ufdr("embedded")
                .post("/api/v1/sessions/case-21/messages", message("user", "one"))
                .is(201);

        JsonNode inRedis =
                ufdr("redis").get("/api/v1/sessions/case-21/debug").is(200).json();
        assertThat(inRedis.path("redis_available").asBoolean()).isTrue();
        assertThat(inRedis.path("ttl_seconds").asLong()).isBetween(SEVEN_DAYS - 20, SEVEN_DAYS);
        assertThat(inRedis.at("/messages/0/metadata/email_id").asText()).isEqualTo("analyst@example.org");
        assertThat(inRedis.path("keys").findValuesAsText("key")).contains("ufdr:session:case-21:history");
        JsonNode here =
                ufdr("embedded").get("/api/v1/sessions/case-21/debug").is(200).json();
        assertThat(here.path("store").asText()).isEqualTo("embedded");
        assertThat(here.path("redis_available").asBoolean()).isFalse();
        assertThat(here.path("message_count").asInt()).isEqualTo(1);

        assertThat(ufdr("redis")
                        .get("/api/v1/redis-status")
                        .is(200)
                        .json()
                        .path("connected")
                        .asBoolean())
                .isTrue();
        JsonNode without = ufdr("embedded").get("/api/v1/redis-status").is(200).json();
        assertThat(without.path("connected").asBoolean()).isFalse();
        assertThat(without.path("session_type").asText()).isEqualTo("embedded");
    }

    @Test
    void theNamesOfItsEnvironmentChooseTheDatabase() {
        ufdr("redis")
                .post("/api/v1/sessions/case-22/messages", message("user", "one"))
                .is(201);

        assertThat(database.number("EXISTS", "ufdr:session:case-22:meta")).isEqualTo(1);
        assertThat(redis.cli().number("DBSIZE")).isZero();
        assertThat(onRedis.output()).contains("Store: redis, at 127.0.0.1:" + redis.port() + " (database 3");
        assertThat(alone.output()).contains("Store: embedded, in memory");
    }
}
