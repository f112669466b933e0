package io.continuo.wiring;

import java.util.List;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.RedisAddress;

/** The settings of Redis as its client takes them. */
final class RedisClientOptions {

    /** A failover or a moved slot is noticed after at most this. */
    private static final int TOPOLOGY_MILLIS = 1_000;

    private RedisClientOptions() {}

    static RedisOptions of(ContinuoConfig.Redis redis) {
        List<RedisAddress> addresses = RedisAddress.of(redis);
        return new RedisOptions()
                .setType(RedisClientType.valueOf(redis.mode().name()))
                .setEndpoints(addresses.stream()
                        .map(address -> address.toUri().toString())
                        .toList())
                .setMasterName(redis.masterName())
                .setRole(RedisRole.MASTER)
                .setAutoFailover(true)
                .setTopologyCacheTTL(TOPOLOGY_MILLIS)
                .setNetClientOptions(network(redis, addresses.get(0).tls()));
    }

    /** With TLS the server must be who the address says it is; by itself the client does not look. */
    private static NetClientOptions network(ContinuoConfig.Redis redis, boolean tls) {
        NetClientOptions network = new NetClientOptions()
                .setConnectTimeout((int) redis.socketTimeout().toMillis())
                .setTcpKeepAlive(true)
                .setSsl(tls)
                .setHostnameVerificationAlgorithm(tls ? "HTTPS" : "");
        redis.tlsCaFile()
                .ifPresent(file -> network.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return network;
    }
}
