package io.continuo.api;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(InvalidationOnEmbeddedTest.Forward.class)
class InvalidationOnEmbeddedTest extends InvalidationFacts {

    public static class Forward implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return SETTINGS;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ForwardClock.class);
        }
    }
}
