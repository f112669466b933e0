package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException;
import io.continuo.model.Namespace;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.RedisCluster;
import io.continuo.support.RedisSentinels;
import io.continuo.support.RedisServer;

/** Servers that go while others stay: the service goes on with those, and with the ones that take over. */
class RedisFailoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Namespace namespace = Fixtures.freshNamespace();
    private final Instant now = Fixtures.freshNow();

    @Test
    void aFrozenMasterOfAClusterStopsOnlyItsPartitions() {
        try (RedisCluster cluster = RedisCluster.start();
                RedisSessionStore store = TestStores.onCluster(cluster.uris(), 64)) {
            touchEach(store, 60);
            RedisServer frozen = cluster.masters().get(0);

            frozen.freeze();
            await().atMost(Duration.ofMillis(1_300))
                    .until(() -> !store.health().detail().startsWith("All"));
            int served = touchEach(store, 60);
            assertThat(served).isBetween(20, 59);
            assertThat(store.health().available()).isTrue();

            await().atMost(PATIENCE).until(() -> touchEach(store, 60) == 60);
            frozen.thaw();
            cluster.awaitOk();
            await().atMost(PATIENCE).until(() -> touchEach(store, 60) == 60);
        }
    }

    @Test
    void aKilledMasterOfAClusterIsReplaced() {
        try (RedisCluster cluster = RedisCluster.start();
                RedisSessionStore store = TestStores.onCluster(cluster.uris(), 64)) {
            assertThat(touchEach(store, 60)).isEqualTo(60);

            cluster.masters().get(1).kill();

            assertThat(touchEach(store, 60)).isBetween(20, 59);
            await().atMost(PATIENCE).until(() -> touchEach(store, 60) == 60);
            await().atMost(PATIENCE).until(() -> store.health().detail().startsWith("All"));
        }
    }

    @Test
    void theSentinelsNewMasterIsFollowed() {
        try (RedisSentinels sentinels = RedisSentinels.start()) {
            RedisOptions options = new RedisOptions()
                    .setType(RedisClientType.SENTINEL)
                    .setMasterName(RedisSentinels.MASTER_NAME)
                    .setEndpoints(sentinels.uris());
            RedisSettings settings = RedisSettings.of(1, false, of -> "continuo:" + of);
            try (RedisSessionStore store =
                    new RedisSessionStore(new RedisClients(TestStores.VERTX, options), settings, () -> {})) {
                assertThat(touchEach(store, 5)).isEqualTo(5);

                sentinels.failover();

                await().atMost(PATIENCE).until(() -> touchEach(store, 5) == 5);
            }
        }
    }

    /** Writes to so many sessions, spread over all partitions; says how many writes went well. */
    private int touchEach(RedisSessionStore store, int sessions) {
        List<Boolean> outcomes = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            SessionKey session = SessionKey.of(namespace.name(), "s" + i);
            outcomes.add(store.apply(ChangeBuilder.on(session).put(), now)
                    .map(written -> true)
                    .onFailure(ContinuoException.class)
                    .recoverWithItem(false)
                    .await()
                    .atMost(PATIENCE));
        }
        return (int) outcomes.stream().filter(done -> done).count();
    }
}
