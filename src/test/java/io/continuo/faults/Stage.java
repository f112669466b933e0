package io.continuo.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisCluster;
import io.continuo.support.RedisSentinels;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Redis and the replicas of the service that use it, each with a directory of its own for its journal. */
final class Stage implements AutoCloseable {

    /** How long the service may wait for an answer of Redis. */
    static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Its files may not grow beyond so many bytes; a setting of the stage rather than of the service. */
    static final String LARGEST_FILE = "largest file";

    private final Path directory = temporary();
    private final List<AutoCloseable> belongings = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Supplier<List<RedisServer>> servers;

    private Stage(Supplier<List<RedisServer>> servers) {
        this.servers = servers;
    }

    /** A Redis that keeps whatever it has confirmed, however it ends. */
    static RedisServer redis() {
        return RedisServer.builder()
                .appendOnly()
                .config("appendfsync", "always")
                .start();
    }

    static Stage before(RedisServer redis, int replicas, Map<String, String> settings) {
        return new Stage(() -> List.of(redis)).with(redis).replicas(replicas, redis.uri(), settings);
    }

    /** The service goes through the proxy. */
    static Stage before(FaultProxy proxy, RedisServer redis, Map<String, String> settings) {
        return new Stage(() -> List.of(redis)).with(redis).with(proxy).replicas(1, proxy.uri(), settings);
    }

    static Stage before(RedisSentinels sentinels, Map<String, String> settings) {
        return new Stage(sentinels::servers)
                .with(sentinels)
                .replicas(1, String.join(",", sentinels.uris()), with(settings, "CONTINUO_REDIS_MODE", "sentinel"));
    }

    static Stage before(RedisCluster cluster, Map<String, String> settings) {
        Map<String, String> more = with(settings, "CONTINUO_REDIS_MODE", "cluster");
        return new Stage(cluster::nodes)
                .with(cluster)
                .replicas(1, String.join(",", cluster.uris()), with(more, "CONTINUO_PARTITIONS", "8"));
    }

    List<Replica> replicas() {
        return replicas;
    }

    Replica replica() {
        return replicas.get(0);
    }

    /** The connections of all replicas, as Redis sees them. */
    long connections() {
        return servers.get().stream()
                .filter(RedisServer::isAlive)
                .flatMap(server ->
                        server.cli().text("CLIENT", "LIST", "TYPE", "normal").lines())
                .filter(client -> !client.contains(" cmd=client") && !client.contains(" name=sentinel-"))
                .count();
    }

    /** Waits until every replica serves requests and has nothing left in its journal. */
    void awaitQuiet() {
        for (Replica replica : replicas) {
            await("the service is well and its journal empty")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isQuiet(replica));
        }
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        belongings.forEach(Stage::close);
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return more;
    }

    private Stage with(AutoCloseable belonging) {
        belongings.add(0, belonging);
        return this;
    }

    private Stage replicas(int count, String redis, Map<String, String> settings) {
        try {
            IntStream.range(0, count).forEach(i -> {
                ServiceProcess.Builder builder = ServiceProcess.builder()
                        .environment("REDIS_URL", redis)
                        .environment(
                                "CONTINUO_DATA_DIR",
                                directory.resolve("replica" + i).toString())
                        .environment("CONTINUO_HISTORY_LIMIT", "1000000")
                        .environment("REDIS_SOCKET_TIMEOUT", Long.toString(SOCKET_TIMEOUT.toSeconds()));
                settings.forEach((name, value) -> {
                    if (name.equals(LARGEST_FILE)) {
                        builder.largestFile(Long.parseLong(value));
                    } else {
                        builder.environment(name, value);
                    }
                });
                replicas.add(Replica.start(builder));
            });
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static boolean isQuiet(Replica replica) {
        return Http.get(replica.uri(), "/health/ready").status() == 200
                && Http.get(replica.uri(), "/api/v1/stats")
                                .json()
                                .at("/journal/entries")
                                .asInt()
                        == 0;
    }

    private static void close(AutoCloseable belonging) {
        try {
            belonging.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("continuo-faults-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
