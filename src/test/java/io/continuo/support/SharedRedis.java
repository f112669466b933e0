package io.continuo.support;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Servers that tests share, started by the first who asks and ended with the JVM. Who needs a clean one calls
 * {@code flush()}; who wants to kill, freeze or configure one starts their own.
 *
 * <p>There is one of each per JVM, not per class loader: Quarkus loads test classes anew for each application under test,
 * and a profile and its test must mean the same server. So the servers are noted in system properties.
 */
public final class SharedRedis {

    private static final String STANDALONE = "continuo.test.redis.standalone";
    private static final String CLUSTER = "continuo.test.redis.cluster";

    private SharedRedis() {}

    /** A server with default settings. */
    public static RedisServer standalone() {
        return Standalone.SERVER;
    }

    /** A cluster with default settings. */
    public static RedisCluster cluster() {
        return Cluster.CLUSTER;
    }

    private static List<RedisServer> shared(String property, Supplier<List<RedisServer>> start) {
        // The one object that classes of all class loaders share.
        synchronized (Runtime.getRuntime()) {
            String known = System.getProperty(property);
            if (known != null) {
                return known.lines().map(RedisServer::attach).toList();
            }
            List<RedisServer> started = start.get();
            System.setProperty(
                    property, started.stream().map(RedisServer::handle).collect(Collectors.joining("\n")));
            return started;
        }
    }

    private static final class Standalone {
        static final RedisServer SERVER =
                shared(STANDALONE, () -> List.of(RedisServer.builder().start())).get(0);
    }

    private static final class Cluster {
        static final RedisCluster CLUSTER = RedisCluster.of(
                shared(SharedRedis.CLUSTER, () -> RedisCluster.start().nodes()));
    }
}
