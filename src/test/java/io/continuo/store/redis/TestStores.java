package io.continuo.store.redis;

import java.util.List;

import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import io.continuo.store.codec.Codecs;
import io.continuo.store.codec.ValueCodec;

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

    /** Everything is sealed, and compressed where that helps. */
    static RedisSessionStore sealedOn(String uri, int partitions) {
        return on(uri, partitions, Codecs.sealed());
    }

    static RedisSessionStore on(String uri, int partitions, ValueCodec codec) {
        return new RedisSessionStore(
                clients(List.of(uri)), settings(partitions, false).with(codec), () -> {});
    }

    static RedisKeys keys(int partitions) {
        return new RedisKeys(settings(partitions, false));
    }

    /** The second steps alone, over a link of their own. */
    static UserIndex userIndex(RedisLink link, int partitions) {
        return new UserIndex(new RedisKeys(settings(partitions, false)), new RedisCalls(link));
    }

    static RedisLink link(String uri, int partitions) {
        return new SingleLink(clients(List.of(uri)), settings(partitions, false), RedisEvents.NONE);
    }

    private static RedisSessionStore on(List<String> uris, int partitions, boolean cluster) {
        return new RedisSessionStore(clients(uris), settings(partitions, cluster), () -> {});
    }

    private static RedisClients clients(List<String> uris) {
        return new RedisClients(VERTX, new RedisOptions().setEndpoints(uris));
    }

    private static RedisSettings settings(int partitions, boolean cluster) {
        return RedisSettings.of(partitions, cluster, namespace -> "continuo:" + namespace);
    }
}
