package io.continuo.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(TransferOnRedisTest.Forward.class)
class TransferOnRedisTest extends TransferFacts {

    public static class Forward implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(SETTINGS);
            settings.put("continuo.namespaces." + ROOMY + ".history-limit", "5000");
            settings.put("continuo.store", "redis");
            settings.put("continuo.redis.url", SharedRedis.standalone().uri());
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ForwardClock.class);
        }
    }
}
