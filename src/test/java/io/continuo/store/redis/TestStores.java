package io.continuo.store.redis;

import java.util.List;

import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/** Redis stores for tests. */
final class TestStores {

    static final Vertx VERTX = Vertx.vertx();

    private TestStores() {}

    static RedisSessionStore on(String uri, int partitions) {
        return on(List.of(uri), partitions, false);
    }

    static RedisSessionStore onCluster(List<String> uris, int partitions) {
        return on(uris, partitions, true);
    }

    private static RedisSessionStore on(List<String> uris, int partitions, boolean cluster) {
        RedisOptions options = new RedisOptions().setEndpoints(uris);
        RedisSettings settings = RedisSettings.of(partitions, cluster, namespace -> "continuo:" + namespace);
        return new RedisSessionStore(new RedisClients(VERTX, options), settings, () -> {});
    }
}
