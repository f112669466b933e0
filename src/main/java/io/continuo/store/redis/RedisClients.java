package io.continuo.store.redis;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/**
 * Opens clients of the configured servers. Each is used for one connection and closed to be rid of it for certain: a
 * pooled connection that is given back is handed out again, also when its server no longer answers on it.
 */
public final class RedisClients {

    private static final int PIPELINE = 16_384;
    private static final String LOCAL_PORT = "6379";

    private final Vertx vertx;
    private final RedisOptions options;

    /**
     * @param options where the servers are and how one gets in: a standalone server, the Sentinels of one, or some nodes of
     *     a Cluster. Sizes of pools and queues, the protocol's version and the handling of transactions are set here.
     */
    public RedisClients(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = new RedisOptions(options)
                // The answers of version 3 come as maps, which lose the order and the bytes of their keys.
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                // It would swap servers under a connection that has calls in flight, and cost each one more connection
                // to
                // a Sentinel. A lost connection is noticed here, and its successor asks the Sentinels anew.
                .setAutoFailover(false)
                .setMaxPoolSize(2)
                .setMaxPoolWaiting(16)
                .setMaxWaitingHandlers(PIPELINE);
    }

    Vertx vertx() {
        return vertx;
    }

    /** A client of the standalone server, or of the master that the Sentinels name. */
    Redis open() {
        return Redis.createClient(vertx, options);
    }

    /** A client of one node of a Cluster. */
    Redis open(String node) {
        URI seed = URI.create(options.getEndpoints().get(0));
        String user = seed.getRawUserInfo() == null ? "" : seed.getRawUserInfo() + "@";
        String uri = seed.getScheme() + "://" + user + node;
        return Redis.createClient(
                vertx,
                new RedisOptions(options).setType(RedisClientType.STANDALONE).setEndpoints(List.of(uri)));
    }

    /** The configured nodes as {@code host:port}. */
    List<String> seeds() {
        return options.getEndpoints().stream().map(RedisClients::address).toList();
    }

    /** The configured servers for a log line, without credentials. */
    String describe() {
        return seeds().stream().collect(Collectors.joining(", "));
    }

    /** The host that node addresses without one lie on. */
    String seedHost() {
        String seed = seeds().get(0);
        return seed.substring(0, seed.lastIndexOf(':'));
    }

    private static String address(String endpoint) {
        String rest = endpoint.substring(endpoint.indexOf("://") + 3);
        rest = rest.substring(rest.lastIndexOf('@') + 1);
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String address = end == 0 ? rest : rest.substring(0, end);
        boolean hasPort = address.lastIndexOf(':') > address.lastIndexOf(']');
        return hasPort ? address : address + ":" + LOCAL_PORT;
    }
}
