package io.continuo.wiring;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.quarkus.redis.client.RedisHostsProvider;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.RedisAddress;

/**
 * Quarkus' Redis client as it is configured: it gets its addresses here, and the options that it is about to use are kept,
 * so that whatever {@code quarkus.redis.*} and the TLS registry say holds for the store's own connections too. The store
 * shares a few connections among all calls and throws one away when its server falls silent; the client's pool lends one
 * connection to each call and would lend a silent one again.
 */
@Singleton
@Identifier("continuo")
final class QuarkusRedis implements RedisHostsProvider, RedisOptionsCustomizer {

    private final ContinuoConfig.Redis redis;
    private final Instance<Redis> client;
    private volatile @Nullable RedisOptions options;

    /** Asking for the client makes Quarkus configure one; where the store is another it is inactive. */
    QuarkusRedis(ContinuoConfig config, Instance<Redis> client) {
        this.redis = config.redis();
        this.client = client;
    }

    @Override
    public Set<URI> getHosts() {
        return RedisAddress.of(redis).stream()
                .map(RedisAddress::toUri)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public void customize(String clientName, RedisOptions configured) {
        redis.tlsCaFile()
                .ifPresent(file -> configured
                        .getNetClientOptions()
                        .setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        options = configured;
    }

    /** The options of the client; only where it is active. */
    RedisOptions options() {
        client.get();
        RedisOptions configured = options;
        if (configured == null) {
            throw new IllegalStateException("Quarkus has not configured its Redis client.");
        }
        return configured;
    }
}
