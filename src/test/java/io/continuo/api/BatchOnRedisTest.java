package io.continuo.api;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(BatchOnRedisTest.OnRedis.class)
class BatchOnRedisTest extends BatchFacts {

    public static class OnRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "continuo.store",
                    "redis",
                    "continuo.redis.url",
                    SharedRedis.standalone().uri());
        }
    }
}
