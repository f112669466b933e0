package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.LoadSession;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.RedisSentinels;
import io.continuo.support.RedisServer;

/** The service finds the master that the Sentinels name, and the next one, by itself. */
class RedisSentinelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final SessionKey session = SessionKey.of(Fixtures.freshNamespace().name(), "s1");
    private final Instant now = Fixtures.freshNow();
    private RedisSentinels group;

    @BeforeEach
    void start() {
        group = RedisSentinels.start();
    }

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void aPlannedFailoverIsFollowedAndTheOldMasterLeft() {
        try (RedisSessionStore store = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS)) {
            append(store);
            RedisServer old = group.master();

            group.failover();
            Duration recovered = untilServed(store);

            // It comes back as a replica, which the service must have left.
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> old.cli().text("INFO", "replication").contains("role:slave"));
            await().atMost(SOON).ignoreExceptions().until(() -> append(store) > 1);
            assertThat(ofService(old)).isEmpty();
            assertThat(ofService(group.master())).isNotEmpty();
            assertThat(recovered).isLessThan(SOON);
        }
    }

    @Test
    void aKilledMasterIsReplacedAndComesBackAsAReplica() {
        try (RedisSessionStore store = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS)) {
            append(store);
            RedisServer old = group.master();

            old.kill();
            group.awaitMasterOtherThan(old.port());

            assertThat(untilServed(store)).isLessThan(SOON);
            old.restart();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> old.cli().text("INFO", "replication").contains("role:slave"));
            append(store);
            assertThat(ofService(old)).isEmpty();
        }
    }

    @Test
    void aFrozenMasterIsReplacedAndLeftWhenItThaws() {
        try (RedisSessionStore store = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS)) {
            append(store);
            RedisServer old = group.master();

            old.freeze();
            await().atMost(Duration.ofMillis(1_300)).until(() -> !store.health().available());
            group.awaitMasterOtherThan(old.port());
            assertThat(untilServed(store)).isLessThan(SOON);

            old.thaw();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> old.cli().text("INFO", "replication").contains("role:slave"));
            append(store);
            assertThat(ofService(old)).isEmpty();
        }
    }

    /** Also where it is the first to be asked. */
    @Test
    void aFrozenSentinelHoldsUpNothing() {
        group.sentinels().get(0).freeze();
        try (RedisSessionStore store = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS)) {
            assertThat(untilServed(store)).isLessThan(Duration.ofSeconds(2));
        } finally {
            group.sentinels().get(0).thaw();
        }
    }

    @Test
    void sentinelsThatAreAllGoneDoNotMatterAsLongAsTheMasterIsThere() {
        try (RedisSessionStore store = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS)) {
            append(store);

            group.sentinels().forEach(RedisServer::kill);

            append(store);
            assertThat(store.health().available()).isTrue();
        }
    }

    @Test
    void aMasterThatTheSentinelsDoNotKnowIsNamedAsTheReason() {
        try (RedisSessionStore store = store(group.uris(), "another", RedisClients.Login.AS_REDIS)) {
            await().atMost(SOON).until(() -> store.health().detail().contains(ErrorReply.MASTERNAME.advice()));
        }
    }

    @Test
    void sentinelsMayWantAPasswordOfTheirOwn() {
        group.sentinels()
                .forEach(sentinel -> sentinel.cli().command("ACL", "SETUSER", "watcher", "on", ">theirs", "+@all"));
        group.sentinels().forEach(sentinel -> sentinel.cli().command("ACL", "SETUSER", "default", "off"));
        try (RedisSessionStore without = store(group.uris(), RedisSentinels.MASTER_NAME, RedisClients.Login.AS_REDIS);
                RedisSessionStore store =
                        store(group.uris(), RedisSentinels.MASTER_NAME, new RedisClients.Login("watcher", "theirs"))) {
            untilServed(store);
            await().atMost(SOON).until(() -> without.health().detail().contains("the Sentinel at 127.0.0.1:"));
            assertThat(without.health().detail()).contains(ErrorReply.NOAUTH.advice());
        }
    }

    private static RedisSessionStore store(List<String> sentinels, String master, RedisClients.Login login) {
        RedisOptions options = new RedisOptions()
                .setType(RedisClientType.SENTINEL)
                .setMasterName(master)
                .setEndpoints(new ArrayList<>(sentinels));
        RedisSettings settings = RedisSettings.of(1, false, of -> "continuo:" + of);
        return new RedisSessionStore(new RedisClients(TestStores.VERTX, options, login), settings, () -> {});
    }

    private long append(RedisSessionStore store) {
        store.apply(ChangeBuilder.on(session).append(Fixtures.message("m", now)), now)
                .await()
                .atMost(PATIENCE);
        return store.read(new LoadSession(session, 10, null), now)
                .await()
                .atMost(PATIENCE)
                .totalMessages();
    }

    private Duration untilServed(RedisSessionStore store) {
        Instant start = Instant.now();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> append(store) > 0);
        return Duration.between(start, Instant.now());
    }

    /** The connections that ran a script or a transaction last; a sentinel reconfigures a server in one, too. */
    private static List<String> ofService(RedisServer server) {
        return server.cli()
                .text("CLIENT", "LIST", "TYPE", "normal")
                .lines()
                .filter(line -> !line.contains("name=sentinel-"))
                .filter(line -> line.contains("cmd=evalsha") || line.contains("cmd=eval ") || line.contains("cmd=exec"))
                .toList();
    }
}
