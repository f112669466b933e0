package io.continuo.api;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import io.continuo.support.SharedRedis;

@QuarkusTest
@TestProfile(QuotaOnRedisTest.Profile.class)
class QuotaOnRedisTest extends ExactQuotaFacts {

    public static class Profile extends Bounded {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("continuo.store", "redis");
            settings.put("continuo.redis.url", SharedRedis.standalone().uri());
            return settings;
        }
    }
}
