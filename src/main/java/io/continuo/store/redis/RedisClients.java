package io.continuo.store.redis;

import java.util.List;
import java.util.stream.Collectors;

import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.impl.RedisURI;
import org.jspecify.annotations.Nullable;

/**
 * Opens clients of the configured servers. Each is used for one connection and closed to be rid of it for certain: a
 * pooled connection that is given back is handed out again, also when its server no longer answers on it.
 */
public final class RedisClients {

    private static final int PIPELINE = 16_384;
    private static final String LOCAL_PORT = "6379";

    private final Vertx vertx;
    private final RedisOptions options;
    private final RedisOptions configured;
    private final Login sentinelLogin;

    /**
     * What the Sentinels want to hear.
     *
     * @param password null for that of Redis itself
     */
    public record Login(@Nullable String user, @Nullable String password) {

        /** The password of Redis for the default user: Sentinels without a password take it too. */
        public static final Login AS_REDIS = new Login(null, null);

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** The same where the Sentinels, if they are any, take the password of Redis. */
    public RedisClients(Vertx vertx, RedisOptions options) {
        this(vertx, options, Login.AS_REDIS);
    }

    /**
     * @param options where the servers are and how one gets in: a standalone server, the Sentinels of one, or some nodes of
     *     a Cluster. Sizes of pools and queues, the protocol's version and the handling of transactions are set here.
     */
    public RedisClients(Vertx vertx, RedisOptions options, Login sentinelLogin) {
        this.vertx = vertx;
        this.sentinelLogin = sentinelLogin;
        this.options = new RedisOptions(options)
                // Version 2, in which a connection begins. The answers of version 3 come as maps, which lose the order
                // and
                // the bytes of their keys.
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setPassword(null)
                .setMaxPoolSize(2)
                .setMaxPoolWaiting(16)
                .setMaxWaitingHandlers(PIPELINE);
        this.configured = options;
    }

    Vertx vertx() {
        return vertx;
    }

    boolean areSentinels() {
        return options.getType() == RedisClientType.SENTINEL;
    }

    /** The name by which the Sentinels know the master. */
    String masterName() {
        return options.getMasterName();
    }

    /** A client for one connection, which is to begin with HELLO or with PING; it gives no credentials. */
    Redis open(Target target, boolean byHello) {
        return Redis.createClient(
                vertx,
                new RedisOptions(options)
                        .setType(RedisClientType.STANDALONE)
                        .setProtocolNegotiation(byHello)
                        .setEndpoints(List.of(target.uri())));
    }

    /** The standalone server. */
    Target server() {
        return server(seeds().get(0));
    }

    /** A server at that address, such as a node of the Cluster. */
    Target server(String address) {
        RedisURI uri = new RedisURI(configured.getEndpoints().get(0));
        String password = uri.password() == null ? configured.getPassword() : uri.password();
        int database = uri.select() == null ? 0 : uri.select();
        return new Target(
                uri.ssl() ? "rediss" : "redis", address, uri.user(), password, database, uri.param("client"), false);
    }

    Target sentinel(String address) {
        Target master = server(address);
        String password = sentinelLogin.password() == null ? master.password() : sentinelLogin.password();
        return new Target(master.scheme(), address, sentinelLogin.user(), password, 0, master.clientName(), false);
    }

    /** The configured servers, nodes or Sentinels as {@code host:port}. */
    List<String> seeds() {
        return configured.getEndpoints().stream().map(RedisClients::address).toList();
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
