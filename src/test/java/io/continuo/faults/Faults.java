package io.continuo.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisCluster;
import io.continuo.support.RedisSentinels;
import io.continuo.support.RedisServer;

/** The faults. */
final class Faults {

    private Faults() {}

    /** Nothing goes wrong. */
    static Fault none() {
        return between(() -> {}, () -> {});
    }

    /** Killed (SIGKILL) and started again. */
    static Fault killed(RedisServer redis) {
        return between(redis::kill, redis::restart);
    }

    /** Stopped (SIGSTOP): it takes what is sent and answers nothing until it goes on. */
    static Fault frozen(RedisServer redis) {
        return between(redis::freeze, redis::thaw);
    }

    static Fault scriptsForgotten(RedisServer redis) {
        return new Repeated(() -> redis.cli().command("SCRIPT", "FLUSH"), Duration.ofMillis(20));
    }

    /** Again and again a connection ends when a request has been carried out and not yet answered. */
    static Fault cutAfterSend(FaultProxy proxy) {
        return new Repeated(proxy::cutAfterRequest, Duration.ofMillis(100));
    }

    /** Redis is killed, then the service, which is started again while Redis is away. */
    static Fault serviceKilledInOutage(RedisServer redis, Replica replica) {
        return new Fault() {
            @Override
            public void begin() {
                redis.kill();
            }

            @Override
            public void midway() {
                replica.kill();
                replica.restart();
            }

            @Override
            public void end() {
                redis.restart();
            }
        };
    }

    static Fault serviceKilled(Replica replica) {
        return between(replica::kill, replica::restart);
    }

    /** So much, there and back together. */
    static Fault slow(FaultProxy proxy, Duration latency) {
        return between(() -> proxy.delay(latency.dividedBy(2)), proxy::heal);
    }

    /** So many of the pieces that are sent reset their connection instead. */
    static Fault resets(FaultProxy proxy, double share) {
        return between(() -> proxy.resetSome(share), proxy::heal);
    }

    /** The connections that are open lead nowhere all of a sudden; new ones do. */
    static Fault halfOpen(FaultProxy proxy) {
        return between(proxy::forgetConnections, proxy::heal);
    }

    /** Redis has no memory left and may evict nothing. */
    static Fault memoryFull(RedisServer redis) {
        return between(
                () -> {
                    redis.cli().command("CONFIG", "SET", "maxmemory-policy", "noeviction");
                    redis.cli().command("CONFIG", "SET", "maxmemory", "1mb");
                },
                () -> redis.cli().command("CONFIG", "SET", "maxmemory", "0"));
    }

    /** Redis wants a password of which the service knows nothing. */
    static Fault passwordChanged(RedisServer redis) {
        return between(
                () -> {
                    redis.cli().command("CONFIG", "SET", "requirepass", "behind-our-back");
                    redis.cli().command("CLIENT", "KILL", "TYPE", "normal");
                },
                () -> redis.cli().command("CONFIG", "SET", "requirepass", ""));
    }

    /** The operator orders the replica to take over while the master serves. */
    static Fault plannedFailover(RedisSentinels sentinels) {
        RedisServer[] old = new RedisServer[1];
        return between(
                () -> {
                    old[0] = sentinels.master();
                    sentinels.failover();
                },
                () -> awaitReplica(old[0]));
    }

    /** The master is killed, the replica takes over, and the old master comes back as a replica. */
    static Fault masterKilled(RedisSentinels sentinels) {
        RedisServer[] old = new RedisServer[1];
        return between(
                () -> {
                    old[0] = sentinels.master();
                    old[0].kill();
                },
                () -> {
                    sentinels.awaitMasterOtherThan(old[0].port());
                    old[0].restart();
                    awaitReplica(old[0]);
                });
    }

    /** A master of the cluster is killed, its replica takes over, and it comes back as a replica. */
    static Fault masterKilled(RedisCluster cluster) {
        RedisServer[] old = new RedisServer[1];
        return between(
                () -> {
                    old[0] = cluster.masters().get(0);
                    old[0].kill();
                },
                () -> {
                    cluster.awaitOk();
                    old[0].restart();
                    cluster.awaitOk();
                });
    }

    /** The slots of half of the partitions move to other masters, key by key. */
    static Fault slotsMoved(RedisCluster cluster) {
        return new Fault() {
            @Override
            public void begin() {
                for (int partition = 0; partition < 4; partition++) {
                    String key = "{p00%d}".formatted(partition);
                    long slot = cluster.nodes().get(0).cli().number("CLUSTER", "KEYSLOT", key);
                    cluster.move(Math.toIntExact(slot)).end();
                }
            }

            @Override
            public void end() {
                cluster.awaitOk();
            }
        };
    }

    /** Until then it takes writes as if it were the master, which are lost once it is not. */
    private static void awaitReplica(RedisServer server) {
        await("the old master follows the new one")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> server.cli().text("INFO", "replication").contains("master_link_status:up"));
    }

    static Fault between(Runnable begin, Runnable end) {
        return new Fault() {
            @Override
            public void begin() {
                begin.run();
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }
}
