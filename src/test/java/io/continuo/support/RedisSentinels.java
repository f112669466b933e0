package io.continuo.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A master, a replica, and three sentinels (quorum 2) that watch them and hold a silent master dead after half a second. */
public final class RedisSentinels implements AutoCloseable {

    /** The name under which the sentinels know the master. */
    public static final String MASTER_NAME = "mymaster";

    private static final int SENTINELS = 3;

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    public static RedisSentinels start() {
        return start(RedisBinary.preferred());
    }

    /** Starts all five and waits until every sentinel knows the replica and the other sentinels. */
    public static RedisSentinels start(Path binary) {
        RedisSentinels group = new RedisSentinels();
        try {
            RedisServer master = data(binary).start();
            group.servers.add(master);
            RedisServer replica = data(binary)
                    .config("replicaof", "127.0.0.1 " + master.port())
                    .start();
            group.servers.add(replica);
            // Sentinels look at a server every ten seconds: what they see first should be the final state.
            Await.until(
                    "the replica follows",
                    () -> replica.cli().text("INFO", "replication").contains("master_link_status:up")
                            && master.cli().text("INFO", "replication").contains("state=online"));
            for (int i = 0; i < SENTINELS; i++) {
                group.sentinels.add(sentinel(binary, master.port()));
            }
            group.awaitComplete();
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** The addresses of the sentinels, which is what a client is given. */
    public List<String> uris() {
        return sentinels.stream().map(RedisServer::uri).toList();
    }

    /** The sentinels, in the order of {@link #uris()}. */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The two data servers, whichever of them is the master. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The port of the present master, by the word of the first sentinel. */
    public int masterPort() {
        return masterPort(sentinels.get(0));
    }

    /** The present master. */
    public RedisServer master() {
        int port = masterPort();
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Orders the sentinels to make the replica the master and waits as {@link #awaitMasterOtherThan} does. */
    public void failover() {
        int old = masterPort();
        // A replica that was the master until a moment ago is refused (NOGOODSLAVE) until it follows.
        Await.until(
                "the sentinels agree to a failover",
                () -> sentinels
                        .get(0)
                        .cli()
                        .text("SENTINEL", "FAILOVER", MASTER_NAME)
                        .equals("OK"));
        awaitMasterOtherThan(old);
    }

    /**
     * Waits until every sentinel names another master than that port, and that one says it is a master. The old one, if
     * alive, may take writes for some seconds more before it is made a replica, as in real operation.
     */
    public void awaitMasterOtherThan(int port) {
        for (RedisServer sentinel : sentinels) {
            Await.until(sentinel + " names another master", () -> masterPort(sentinel) != port);
        }
        Await.until(
                "the new master is one",
                () -> master().cli().text("INFO", "replication").contains("role:master"));
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }

    private static RedisServer.Builder data(Path binary) {
        return RedisServer.builder()
                .binary(binary)
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0");
    }

    private static RedisServer sentinel(Path binary, int masterPort) {
        return RedisServer.builder()
                .binary(binary)
                .sentinel()
                .config("sentinel monitor", MASTER_NAME + " 127.0.0.1 " + masterPort + " 2")
                .config("sentinel down-after-milliseconds", MASTER_NAME + " 500")
                .config("sentinel failover-timeout", MASTER_NAME + " 3000")
                .start();
    }

    private void awaitComplete() {
        for (RedisServer sentinel : sentinels) {
            Await.until(sentinel + " knows the others", () -> {
                List<String> master = sentinel.cli().texts("SENTINEL", "MASTER", MASTER_NAME);
                return field(master, "num-slaves").equals("1")
                        && field(master, "num-other-sentinels").equals(Integer.toString(SENTINELS - 1));
            });
        }
    }

    private static int masterPort(RedisServer sentinel) {
        return Integer.parseInt(sentinel.cli()
                .texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME)
                .get(1));
    }

    private static String field(List<String> pairs, String name) {
        return pairs.get(pairs.indexOf(name) + 1);
    }
}
