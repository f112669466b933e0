package io.continuo.wiring;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.quarkus.redis.client.RedisHostsProvider;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.RedisAddress;

/**
 * Gives Quarkus' Redis client what its own settings cannot say in application.properties: addresses with a password of any
 * characters, and the authorities to trust.
 */
@Singleton
@Identifier("continuo")
final class RedisClientSettings implements RedisHostsProvider, RedisOptionsCustomizer {

    private final ContinuoConfig.Redis redis;

    RedisClientSettings(ContinuoConfig config) {
        redis = config.redis();
    }

    @Override
    public Set<URI> getHosts() {
        return RedisAddress.of(redis).stream()
                .map(RedisAddress::toUri)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public void customize(String clientName, RedisOptions options) {
        redis.tlsCaFile()
                .ifPresent(file -> options.getNetClientOptions()
                        .setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    }
}
