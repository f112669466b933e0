package io.continuo.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** How the packaged service starts, and does not start, in environments of its own. */
class StartupIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
CONTINUO_SESION_TTL=1h | CONTINUO_SESION_TTL is no setting: write CONTINUO_SESSION_TTL, or leave it out.
HTTP_PORT=99999 | HTTP_PORT is 99999: write a port from 1 to 65535, or 0 for any free one.
CONTINUO_SESSION_TTL=soon | CONTINUO_SESSION_TTL is soon: write a duration such as 30s, 2h, 7d or PT2H.
CONTINUO_HISTORY_LIMIT=0 | CONTINUO_HISTORY_LIMIT is 0: write a number from 1 to 1000000.
CONTINUO_LOG_JSON=perhaps | CONTINUO_LOG_JSON is perhaps: write true or false.
HTTP_HOST=0.0.0.0 | HTTP_HOST is 0.0.0.0, which others can reach, and there are no API keys: set CONTINUO_API_KEYS to name:namespace:role:key with a key such as the output of openssl rand -hex 32, or CONTINUO_AUTH=off to let everyone in.
CONTINUO_REDIS_MODE=cluster | continuo.partitions is 1, which keeps all keys on one node of the cluster: write a number from 2 to 999, such as CONTINUO_PARTITIONS=64.
""")
    void aRefusalIsOneSentenceAndNothingElse(String variable, String sentence) throws Exception {
        int equals = variable.indexOf('=');
        assertRefused(Map.of(variable.substring(0, equals), variable.substring(equals + 1)), sentence);
    }

    @Test
    void aServiceCalledRedisInKubernetesIsNamedAsTheReason() throws Exception {
        Map<String, String> environment = new HashMap<>(serviceLinks("REDIS", 6379));
        environment.put("REDIS_HOST", "redis");
        assertRefused(
                environment,
                "REDIS_PORT is tcp://10.96.0.7:6379: Kubernetes set it for a Service named redis; set"
                        + " enableServiceLinks: false in the pod's spec, or give the Service another name.");
    }

    @Test
    void aServiceCalledContinuoInKubernetesIsNamedAsTheReason() throws Exception {
        assertRefused(
                serviceLinks("CONTINUO", 8090),
                "CONTINUO_PORT is tcp://10.96.0.7:8090: Kubernetes set it for a Service named continuo; set"
                        + " enableServiceLinks: false in the pod's spec, or give the Service another name.");
    }

    @Test
    void otherServicesOfKubernetesDoNotMatter() throws Exception {
        Map<String, String> environment = new HashMap<>(serviceLinks("KUBERNETES", 443));
        environment.putAll(serviceLinks("SESSIONS_REDIS", 6379));
        environment.put("HTTP_PORT", "0");
        try (ServiceProcess service = launch(environment)) {
            assertThat(get(service.uri(), "/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withNothingConfiguredItNeedsNoRedis() throws Exception {
        try (ServiceProcess service = launch(Map.of("HTTP_PORT", "0"))) {
            URI base = service.uri();
            assertThat(base.getHost()).isEqualTo("127.0.0.1");
            assertThat(service.output())
                    .contains("Callers: everyone on this machine, without a key.")
                    .contains("Store: embedded, in memory; nothing survives a restart.")
                    .doesNotContain("WARN", "ERROR");
            for (String path : new String[] {"health", "health/live", "health/ready", "health/started", "metrics"}) {
                assertThat(get(base, "/" + path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(get(base, "/openapi").statusCode()).isEqualTo(200);
            assertThat(get(base, "/swagger-ui/").statusCode()).isEqualTo(200);
            assertThat(create(base)).isEqualTo("embedded");
        }
    }

    @Test
    void aDataDirectoryKeepsSessionsAcrossARestart() throws Exception {
        Map<String, String> environment = Map.of(
                "HTTP_PORT", "0", "CONTINUO_DATA_DIR", directory.resolve("data").toString());
        try (ServiceProcess service = launch(environment)) {
            URI base = service.uri();
            assertThat(service.output())
                    .contains(
                            "Store: embedded, in " + directory.resolve("data") + "; everything acknowledged survives");
            create(base);
            service.stop();
            assertThat(service.output()).contains("stopped").doesNotContain("ERROR");
        }
        try (ServiceProcess service = launch(environment)) {
            assertThat(get(service.uri(), "/api/v1/sessions/s1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDataDirectoryInUseIsSaidInOneSentence() throws Exception {
        Map<String, String> environment = Map.of("HTTP_PORT", "0", "CONTINUO_DATA_DIR", directory.toString());
        try (ServiceProcess first = launch(environment)) {
            first.uri();
            try (ServiceProcess second = launch(environment)) {
                assertThat(second.ended()).isEqualTo(1);
                assertThat(second.output()).contains(directory.toString()).doesNotContain("\tat ", "Exception");
            }
        }
    }

    @Test
    void redisIsReachedWithAPasswordOfAnyCharacters() throws Exception {
        String password = "p@s:s/w?r#d%20+$x${y}\\$";
        try (RedisServer redis = RedisServer.builder().password(password).start();
                ServiceProcess service = launch(Map.of(
                        "HTTP_PORT", "0",
                        "REDIS_HOST", "127.0.0.1",
                        "REDIS_PORT", String.valueOf(redis.port()),
                        "REDIS_PASSWORD", password,
                        "REDIS_DB", "2",
                        "CONTINUO_OUTAGE", "reject",
                        "CONTINUO_KEY_PREFIX", "trt"))) {
            URI base = service.uri();
            assertThat(service.output())
                    .contains("Store: redis, at 127.0.0.1:" + redis.port() + " (database 2); ")
                    .doesNotContain(password, "WARN", "ERROR");
            assertThat(create(base)).isEqualTo("redis");
            assertThat(redis.cli().text("SELECT", "2")).isEqualTo("OK");
            assertThat(redis.cli().number("EXISTS", "trt:session:s1:meta")).isEqualTo(1);
            service.stop();
            assertThat(service.output()).doesNotContain(password, "ERROR");
        }
    }

    @Test
    void onAnyAddressItIsOpenedOnPurposeOnly() throws Exception {
        try (ServiceProcess service =
                launch(Map.of("HTTP_PORT", "0", "HTTP_HOST", "0.0.0.0", "CONTINUO_AUTH", "off"))) {
            URI base = URI.create("http://127.0.0.1:" + service.uri().getPort());
            assertThat(service.output())
                    .containsOnlyOnce("CONTINUO_AUTH is off: whoever can reach this service may do everything.")
                    .contains("WARN");
            assertThat(create(base)).isEqualTo("embedded");
        }
    }

    @Test
    void withKeysItListensOnAnyAddressAndFollowsTheirFile() throws Exception {
        Path file = directory.resolve("keys");
        Files.writeString(file, hashed("first", "the-first-key-0123456789"));
        try (ServiceProcess service =
                launch(Map.of("HTTP_PORT", "0", "HTTP_HOST", "0.0.0.0", "CONTINUO_API_KEYS_FILE", file.toString()))) {
            URI base = URI.create("http://127.0.0.1:" + service.uri().getPort());
            assertThat(service.output()).contains("Callers: with an API key.").doesNotContain("WARN", "ERROR");
            assertThat(get(base, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(base, "/api/v1/sessions").statusCode()).isEqualTo(401);
            assertThat(asWho(base, "the-first-key-0123456789")).isEqualTo(200);

            Files.writeString(file, hashed("second", "the-second-key-0123456789"));
            await().until(() -> asWho(base, "the-second-key-0123456789") == 200);
            assertThat(asWho(base, "the-first-key-0123456789")).isEqualTo(401);

            Files.writeString(file, "second:default:reader:the-second-key-0123456789");
            await().until(() -> service.output().contains("ERROR"));
            assertThat(asWho(base, "the-second-key-0123456789")).isEqualTo(200);
            assertThat(service.output()).doesNotContain("key-0123456789");
        }
    }

    private static String hashed(String name, String key) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return name + ":default:reader:sha256:" + HexFormat.of().formatHex(digest);
    }

    private static int asWho(URI base, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/sessions"))
                .header("X-API-Key", key)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aFileBesideItSetsNamespaces() throws Exception {
        Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/application.properties"),
                "continuo.namespaces.my-app.ttl=PT2H\ncontinuo.namespaces.my-app.max-age=1h\n");
        Files.writeString(directory.resolve(".env"), "CONTINUO_SESSION_TTL=30s\nHTTP_PORT=0\n");
        assertTtls(Map.of());
    }

    @Test
    void aFileNamedByTheEnvironmentSetsNamespaces() throws Exception {
        Path file = directory.resolve("other.properties");
        Files.writeString(file, """
                continuo.namespaces.my-app.ttl=PT2H
                continuo.namespaces.my-app.max-age=1h
                continuo.namespaces.default.ttl=9h
                """);
        assertTtls(Map.of(
                "SMALLRYE_CONFIG_LOCATIONS", file.toUri().toString(), "CONTINUO_SESSION_TTL", "30s", "HTTP_PORT", "0"));
    }

    private void assertTtls(Map<String, String> environment) throws Exception {
        try (ServiceProcess service = launch(environment)) {
            URI base = service.uri();
            assertThat(service.output())
                    .contains("continuo.namespaces.my-app.max-age is 1h, shorter than the ttl of 2h");
            assertThat(post(base, "/api/v1/sessions", "{\"session_id\":\"s1\"}").statusCode())
                    .isEqualTo(201);
            String debug = get(base, "/api/v1/sessions/s1/debug").body();
            assertThat(debug).containsPattern("\"ttl_seconds\":(30|29|28)\\b");
        }
    }

    private ServiceProcess launch(Map<String, String> environment) {
        return ServiceProcess.builder()
                .directory(directory)
                .exactly(environment)
                .launch();
    }

    private static HttpResponse<String> post(URI base, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI base, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String create(URI base) throws Exception {
        var answer = post(base, "/api/v1/sessions", "{\"session_id\":\"s1\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().firstValue("Continuo-Store").orElseThrow();
    }

    private void assertRefused(Map<String, String> environment, String sentence) throws Exception {
        try (ServiceProcess service = launch(environment)) {
            assertThat(service.ended()).isEqualTo(1);
            assertThat(service.output()).isEqualTo(sentence + System.lineSeparator());
        }
    }

    /** What a pod finds for a Service of its namespace when service links are on. */
    private static Map<String, String> serviceLinks(String service, int port) {
        String address = "10.96.0.7";
        String url = "tcp://" + address + ":" + port;
        String link = service + "_PORT_" + port + "_TCP";
        return Map.of(
                service + "_SERVICE_HOST",
                address,
                service + "_SERVICE_PORT",
                String.valueOf(port),
                service + "_SERVICE_PORT_HTTP",
                String.valueOf(port),
                service + "_PORT",
                url,
                link,
                url,
                link + "_PROTO",
                "tcp",
                link + "_PORT",
                String.valueOf(port),
                link + "_ADDR",
                address);
    }
}
