package io.continuo.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import io.continuo.support.RedisCli;
import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(InvalidationOnRedisTest.Forward.class)
class InvalidationOnRedisTest extends InvalidationFacts {

    public static class Forward implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(SETTINGS);
            settings.put("continuo.store", "redis");
            settings.put("continuo.redis.url", SharedRedis.standalone().uri());
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ForwardClock.class);
        }
    }

    @Test
    void theTokenIsNotInTheStore() {
        String namespace = Rest.newId();
        String token = RestAssured.given()
                .header("Continuo-Namespace", namespace)
                .contentType("application/json")
                .body("{\"scope\":\"all\"}")
                .post("/api/v1/admin/invalidations")
                .jsonPath()
                .getString("confirmation_token");
        RedisCli redis = SharedRedis.standalone().cli();

        assertThat(redis.texts("KEYS", "continuo:" + namespace + ":confirmation:*"))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key).doesNotContain(token);
                    assertThat(redis.text("GET", key)).doesNotContain(token);
                    assertThat(redis.number("PTTL", key)).isBetween(600_000L, 1_800_000L);
                });
    }
}
