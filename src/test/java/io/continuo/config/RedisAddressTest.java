package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.vertx.redis.client.impl.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {

    @ParameterizedTest
    @CsvSource({
        "USE_REDIS_STATE=true, redis://localhost:6379",
        "REDIS_HOST=r REDIS_PORT=6380 REDIS_DB=2, redis://r:6380/2",
        "REDIS_HOST=::1, redis://[::1]:6379",
        "REDIS_URL=redis://r, redis://r:6379",
        "REDIS_URL=redis://r:1/4 REDIS_DB=2, redis://r:1/4",
        "REDIS_URL=redis://r:1 REDIS_DB=2, redis://r:1/2",
        "REDIS_URL=redis://r/0 REDIS_DB=2, redis://r:6379",
        "REDIS_URL=rediss://u:p@r, rediss://u:p@r:6379",
        "REDIS_URL=rediss://:p@r REDIS_PASSWORD=q, rediss://:p@r:6379",
        "REDIS_URL=redis://r REDIS_PASSWORD=q REDIS_USERNAME=u, redis://u:q@r:6379",
        "REDIS_URL=redis://r?protocol=3, redis://r:6379",
        "REDIS_HOST=s CONTINUO_REDIS_MODE=sentinel, redis://s:26379",
    })
    void whereRedisIs(String variables, String uri) {
        assertThat(addresses(TestSettings.variables(variables)).get(0).toUri()).hasToString(uri);
    }

    @Test
    void aPlusSignOfAUrlIsAPlusSign() {
        RedisAddress address =
                addresses(Map.of("REDIS_URL", "redis://u:a+b%40%20c@r")).get(0);
        assertThat(address.password()).isEqualTo("a+b@ c");
        assertThat(new RedisURI(address.toUri().toString()).password()).isEqualTo("a+b@ c");
    }

    @Test
    void itsTextHoldsNoCredentials() {
        RedisAddress address =
                addresses(Map.of("REDIS_URL", "rediss://usr:pwd@r:1/2")).get(0);
        assertThat(address).hasToString("r:1");
    }

    private static List<RedisAddress> addresses(Map<String, String> variables) {
        return RedisAddress.of(TestSettings.continuo(variables).redis());
    }
}
