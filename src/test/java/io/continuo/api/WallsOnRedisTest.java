package io.continuo.api;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(WallsOnRedisTest.LockedRedis.class)
class WallsOnRedisTest extends WallsFacts {

    public static class LockedRedis extends Locked {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("continuo.store", "redis");
            settings.put("continuo.redis.url", SharedRedis.standalone().uri());
            return settings;
        }
    }
}
