package io.continuo.api;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(AuditOnRedisTest.OnRedis.class)
class AuditOnRedisTest extends AuditFacts {

    public static class OnRedis extends Audited {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("continuo.store", "redis");
            settings.put("continuo.redis.url", SharedRedis.standalone().uri());
            return settings;
        }
    }
}
