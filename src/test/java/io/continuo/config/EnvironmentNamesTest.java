package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "'', EMBEDDED",
        "CONTINUO_STORE=redis, REDIS",
        "CONTINUO_STORE=embedded REDIS_URL=redis://r USE_REDIS_STATE=true, EMBEDDED",
        "CONTINUO_STORE=redis USE_REDIS_STATE=false, REDIS",
        "CONTINUO_STORE= REDIS_HOST=r, REDIS",
        "USE_REDIS_STATE=true, REDIS",
        "USE_REDIS_STATE=TRUE, REDIS",
        "USE_REDIS_STATE=false REDIS_URL=redis://r, EMBEDDED",
        "USE_REDIS_STATE=false REDIS_HOST=r, EMBEDDED",
        "REDIS_URL=redis://r, REDIS",
        "REDIS_HOST=r, REDIS",
        "REDIS_HOST=, EMBEDDED",
        "CONTINUO_REDIS_HOST=r, REDIS",
        "REDIS_PORT=6380 REDIS_PASSWORD=p, EMBEDDED",
    })
    void theStoreIsChosen(String variables, StoreKind store) {
        assertThat(TestSettings.continuo(TestSettings.variables(variables)).store())
                .contains(store);
    }

    @Test
    void theNamesOfOtherApplicationsWorkAsTheyAre() {
        ContinuoConfig.Redis redis = TestSettings.continuo(
                        TestSettings.variables("REDIS_HOST=r1 REDIS_PORT=6380 REDIS_DB=3 REDIS_USERNAME=u"
                                + " REDIS_PASSWORD=p REDIS_MAX_CONNECTIONS=7 REDIS_SOCKET_TIMEOUT=9"))
                .redis();
        assertThat(redis.host()).contains("r1");
        assertThat(redis.port()).contains(6380);
        assertThat(redis.db()).isEqualTo(3);
        assertThat(redis.username()).contains("u");
        assertThat(redis.password()).contains("p");
        assertThat(redis.maxConnections()).isEqualTo(7);
        assertThat(redis.socketTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(TestSettings.continuo(Map.of("REDIS_URL", "redis://a,redis://b"))
                        .redis()
                        .url()
                        .orElseThrow())
                .containsExactly("redis://a", "redis://b");
    }

    @ParameterizedTest
    @CsvSource({
        "'', PT24H",
        "REDIS_STATE_TTL=7200, PT2H",
        "REDIS_STATE_TTL=7200 CONTINUO_SESSION_TTL=30s, PT30S",
        "CONTINUO_SESSION_TTL=7d, PT168H",
        "CONTINUO_SESSION_TTL=PT2H, PT2H",
        "CONTINUO_SESSION_TTL= REDIS_STATE_TTL=60, PT1M",
        "CONTINUO_NAMESPACES_DEFAULT_TTL=5m CONTINUO_SESSION_TTL=7d, PT5M",
    })
    void theTtlOfTheDefaultNamespaceHasThreeNames(String variables, Duration ttl) {
        ContinuoConfig config = TestSettings.continuo(TestSettings.variables(variables));
        assertThat(namespace(config, "default").ttl()).isEqualTo(ttl);
        assertThat(namespace(config, "trt").ttl()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void shortNamesSetTheDefaultNamespaceOnly() {
        ContinuoConfig config =
                TestSettings.continuo(TestSettings.variables("CONTINUO_KEY_PREFIX=app CONTINUO_HISTORY_LIMIT=30"));
        assertThat(namespace(config, "default").keyPrefix()).contains("app");
        assertThat(namespace(config, "default").historyLimit()).isEqualTo(30);
        assertThat(namespace(config, "trt").keyPrefix()).isEmpty();
        assertThat(namespace(config, "trt").historyLimit()).isEqualTo(100);
    }

    @Test
    void theEnvironmentSetsANamespace() {
        ContinuoConfig config = TestSettings.continuo(
                TestSettings.variables("CONTINUO_NAMESPACES_TRT_TTL=2h CONTINUO_NAMESPACES_TRT_MAX_MESSAGE_BYTES=64K"
                        + " CONTINUO_NAMESPACES_TRT_KEY_PREFIX=trt"));
        assertThat(namespace(config, "trt").ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(namespace(config, "trt").maxMessageBytes().asLongValue()).isEqualTo(65_536);
        assertThat(namespace(config, "trt").keyPrefix()).contains("trt");
    }

    @Test
    void theEnvironmentAndAFileSetDocumentTypes() {
        ContinuoConfig config = TestSettings.of(
                        TestSettings.variables("CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL=30m"
                                + " CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_MAX_TTL=1h"
                                + " CONTINUO_NAMESPACES_TTA_UNKNOWN_DOCUMENTS=refuse"
                                + " CONTINUO_NAMESPACES_TTA_DOCUMENTS_USER_PREFERENCES_TTL=9d"),
                        Map.of(
                                "continuo.namespaces.tta.documents.user_preferences.ttl", "30d",
                                "continuo.namespaces.tta.documents.notes.ttl", "",
                                "continuo.namespaces.tta.documents.\"a.b\".max-ttl", "2h"))
                .get()
                .withMapping(ContinuoConfig.class)
                .build()
                .getConfigMapping(ContinuoConfig.class);
        ContinuoConfig.DocumentSettings scene =
                Objects.requireNonNull(namespace(config, "default").documents().get("scene"));
        assertThat(scene.ttl()).contains(Duration.ofMinutes(30));
        assertThat(scene.maxTtl()).contains(Duration.ofHours(1));
        ContinuoConfig.NamespaceSettings tta = namespace(config, "tta");
        assertThat(tta.unknownDocuments()).isEqualTo(UnknownDocuments.REFUSE);
        assertThat(tta.documents()).containsOnlyKeys("user_preferences", "notes", "a.b");
        assertThat(Objects.requireNonNull(tta.documents().get("user_preferences"))
                        .ttl())
                .contains(Duration.ofDays(9));
        assertThat(Objects.requireNonNull(tta.documents().get("notes")).ttl()).isEmpty();
        assertThat(namespace(config, "other").documents()).isEmpty();
        assertThat(namespace(config, "other").unknownDocuments()).isEqualTo(UnknownDocuments.ACCEPT);
    }

    @Test
    void theEnvironmentWinsOverAFile() {
        ContinuoConfig config = TestSettings.of(
                        Map.of("CONTINUO_SESSION_TTL", "30s", "CONTINUO_NAMESPACES_MY_APP_TTL", "40s"),
                        Map.of(
                                "continuo.namespaces.default.ttl", "1h",
                                "continuo.namespaces.my-app.ttl", "1h",
                                "continuo.namespaces.my-app.history-limit", "5"))
                .get()
                .withMapping(ContinuoConfig.class)
                .build()
                .getConfigMapping(ContinuoConfig.class);
        assertThat(namespace(config, "default").ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(namespace(config, "my-app").ttl()).isEqualTo(Duration.ofSeconds(40));
        assertThat(namespace(config, "my-app").historyLimit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"p@ss:/?#[]%2 +,é", "a$b", "${HOME}", "$$", "\\$x\\", "a\\b", "${x:y}$"})
    void aPasswordIsTakenAsItStands(String password) {
        ContinuoConfig.Redis redis =
                TestSettings.continuo(Map.of("REDIS_PASSWORD", password)).redis();
        assertThat(redis.password()).contains(password);
        assertThat(new io.vertx.redis.client.impl.RedisURI(
                                RedisAddress.of(redis).get(0).toUri().toString())
                        .password())
                .isEqualTo(password);
    }

    private static ContinuoConfig.NamespaceSettings namespace(ContinuoConfig config, String name) {
        return Objects.requireNonNull(config.namespaces().get(name));
    }
}
