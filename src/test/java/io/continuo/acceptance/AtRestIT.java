package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** What callers say does not stand on disk or in Redis in clear once there is a key. */
class AtRestIT {

    private static final String KEYS = "CONTINUO_ENCRYPTION_KEYS";
    private static final String K1 =
            "k1:" + Base64.getEncoder().encodeToString("a".repeat(32).getBytes(StandardCharsets.UTF_8));
    private static final String K2 =
            "k2:" + Base64.getEncoder().encodeToString("b".repeat(32).getBytes(StandardCharsets.UTF_8));
    private static final List<String> SECRETS = List.of(
            "message-in-clear",
            "long-in-clear",
            "state-in-clear",
            "patched-in-clear",
            "metadata-in-clear",
            "agent-in-clear",
            "document-in-clear",
            "lasting-in-clear");
    private static final String LONG = "long-in-clear and the same words again, ".repeat(100);

    @TempDir
    private Path directory;

    @Test
    void nothingStandsInRedisInClear() throws IOException {
        try (RedisServer redis = redis();
                ServiceProcess service = onRedis(redis, K1)) {
            play(new Api(service.uri()), "s");
            service.stop();
            assertThat(inClear(redis)).isEmpty();
            assertThat(service.output()).contains("encrypted under the key k1").doesNotContain(SECRETS);
            assertThat(service.output()).doesNotContain(K1.substring(3));
        }
    }

    /** Where nothing is encrypted, the same search finds everything. */
    @Test
    void withoutKeysAllOfItStandsInRedis() throws IOException {
        try (RedisServer redis = redis();
                ServiceProcess service = onRedis(redis, "")) {
            play(new Api(service.uri()), "s");
            assertThat(inClear(redis)).containsExactlyElementsOf(new TreeSet<>(SECRETS));
        }
    }

    @Test
    void nothingStandsInTheEmbeddedStoresFileInClear() throws IOException {
        try (ServiceProcess service = embedded(K1)) {
            play(new Api(service.uri()), "s");
            service.kill();
            assertThat(inClear(directory)).isEmpty();
        }
        try (ServiceProcess service = embedded(K1)) {
            read(new Api(service.uri()), "s");
            service.stop();
            assertThat(inClear(directory)).isEmpty();
            assertThat(service.output()).contains("encrypted under the key k1").doesNotContain(SECRETS);
        }
    }

    @Test
    void withoutKeysAllOfItStandsInTheFile() throws IOException {
        try (ServiceProcess service = embedded("")) {
            play(new Api(service.uri()), "s");
            service.stop();
            assertThat(inClear(directory)).containsExactlyElementsOf(new TreeSet<>(SECRETS));
        }
    }

    @Test
    void aMissingKeyIsSaidAndNothingIsLost() {
        try (RedisServer redis = redis()) {
            try (ServiceProcess service = onRedis(redis, K1)) {
                play(new Api(service.uri()), "s");
            }
            try (ServiceProcess other = onRedis(redis, K2)) {
                Api api = new Api(other.uri());
                for (String path : List.of(
                        "/api/v1/sessions/s",
                        "/api/v1/sessions/s?history=5",
                        "/api/v1/sessions/s/messages",
                        "/api/v1/sessions/s/documents/note/d",
                        "/api/v1/sessions/s/documents/note/l",
                        "/api/v1/sessions")) {
                    Answer answer = api.get(path).is(500);
                    assertThat(answer.problem()).isEqualTo("encryption-key-missing");
                    assertThat(answer.json().get("detail").asText()).contains("k1");
                }
                assertThat(api.get("/api/v1/sessions/s/debug")
                                .is(200)
                                .json()
                                .get("findings")
                                .toString())
                        .contains("encryption key k1");
            }
            try (ServiceProcess service = onRedis(redis, K1)) {
                read(new Api(service.uri()), "s");
            }
        }
    }

    @Test
    void anotherKeyUnderTheSameNameIsNotTakenForDamage() {
        try (RedisServer redis = redis()) {
            try (ServiceProcess service = onRedis(redis, K1)) {
                play(new Api(service.uri()), "s");
            }
            try (ServiceProcess other = onRedis(redis, K2.replace("k2:", "k1:"))) {
                assertThat(new Api(other.uri())
                                .get("/api/v1/sessions/s")
                                .is(500)
                                .problem())
                        .isEqualTo("encryption-key-missing");
            }
        }
    }

    @Test
    void keysAreRotatedAndPlainValuesStayReadable() {
        try (RedisServer redis = redis()) {
            try (ServiceProcess service = onRedis(redis, "")) {
                play(new Api(service.uri()), "plain");
            }
            try (ServiceProcess service = onRedis(redis, K1)) {
                read(new Api(service.uri()), "plain");
                play(new Api(service.uri()), "old");
            }
            try (ServiceProcess service = onRedis(redis, K2 + "," + K1)) {
                Api api = new Api(service.uri());
                read(api, "plain");
                read(api, "old");
                // Written anew, each value by itself: all of it is sealed under the new key then.
                for (String path : List.of("/api/v1/sessions/plain", "/api/v1/sessions/old")) {
                    api.call("PATCH", path, "{\"metadata\":{\"user_agent\":\"another\"}}")
                            .is(200);
                }
                api.delete("/api/v1/sessions/plain/messages").is(204);
                api.delete("/api/v1/sessions/old/messages").is(204);
                play(api, "plain");
                play(api, "old");
            }
            // The append-only file remembers what was plain once.
            assertThat(secretsIn(held(redis))).isEmpty();
            try (ServiceProcess service = onRedis(redis, K2)) {
                read(new Api(service.uri()), "plain");
                read(new Api(service.uri()), "old");
            }
        }
    }

    private static void play(Api api, String session) {
        Api agent = api.with("User-Agent", "agent-in-clear");
        agent.put(
                "/api/v1/sessions/" + session,
                "{\"state\":{\"s\":\"state-in-clear\",\"o\":{\"a\":1}},\"metadata\":{\"m\":\"metadata-in-clear\"}}");
        agent.post(
                        "/api/v1/sessions/" + session + "/messages",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"message-in-clear\"},{\"role\":\"assistant\",\"content\":\"%s\"}]}"
                                .formatted(LONG))
                .is(201);
        agent.call(
                        "PATCH",
                        "/api/v1/sessions/" + session,
                        "{\"state\":{\"o\":{\"p\":\"patched-in-clear\"}},\"metadata\":{\"user_agent\":\"agent-in-clear\"}}")
                .is(200);
        api.put("/api/v1/sessions/" + session + "/documents/note/d", "{\"d\":\"document-in-clear\"}");
        api.put("/api/v1/sessions/" + session + "/documents/note/l?ttl=PT1H", "{\"d\":\"lasting-in-clear\"}");
        read(api, session);
    }

    private static void read(Api api, String session) {
        String path = "/api/v1/sessions/" + session;
        String answer = api.get(path + "?history=50").is(200).body()
                + api.get(path + "/documents/note/d").is(200).body()
                + api.get(path + "/documents/note/l").is(200).body();
        assertThat(answer).contains(SECRETS).contains(LONG);
    }

    private static RedisServer redis() {
        return RedisServer.builder().appendOnly().config("rdbcompression", "no").start();
    }

    private static ServiceProcess onRedis(RedisServer redis, String keys) {
        return ServiceProcess.builder()
                .redis(redis)
                .environment(KEYS, keys)
                .environment("CONTINUO_COMPRESSION_ENABLED", compressing(keys))
                .start();
    }

    private ServiceProcess embedded(String keys) {
        return ServiceProcess.builder()
                .environment("CONTINUO_STORE", "embedded")
                .environment("CONTINUO_DATA_DIR", directory.toString())
                .environment(KEYS, keys)
                .environment("CONTINUO_COMPRESSION_ENABLED", compressing(keys))
                .start();
    }

    /** What is compressed is not found in clear either: where something is to be found, nothing is. */
    private static String compressing(String keys) {
        return String.valueOf(!keys.isEmpty());
    }

    /** The secrets in what the server holds, and in what it has on disk. */
    private static List<String> inClear(RedisServer redis) throws IOException {
        redis.cli().command("SAVE");
        Path files = Path.of(redis.cli().texts("CONFIG", "GET", "dir").get(1));
        TreeSet<String> found = new TreeSet<>(inClear(files));
        found.addAll(secretsIn(held(redis)));
        return List.copyOf(found);
    }

    private static String held(RedisServer redis) {
        StringBuilder values = new StringBuilder();
        for (String key : redis.cli().texts("KEYS", "*")) {
            values.append(key).append('\n').append(value(redis, key)).append('\n');
        }
        return values.toString();
    }

    private static String value(RedisServer redis, String key) {
        String type = redis.cli().text("TYPE", key);
        List<Object> command = switch (type) {
            case "hash" -> List.of("HGETALL", key);
            case "list" -> List.of("LRANGE", key, "0", "-1");
            case "zset" -> List.of("ZRANGE", key, "0", "-1");
            case "set" -> List.of("SMEMBERS", key);
            default -> List.of("GET", key);
        };
        return type.equals("string")
                ? redis.cli().text(command.toArray())
                : String.join("\n", redis.cli().texts(command.toArray()));
    }

    private static List<String> inClear(Path files) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.addAll(secretsIn(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
            }
        }
        return List.copyOf(new TreeSet<>(found));
    }

    private static List<String> secretsIn(String text) {
        return SECRETS.stream().filter(text::contains).toList();
    }
}
