package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.LoadSession;
import io.continuo.model.SessionKey;
import io.continuo.ops.CapturedLog;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;

/** Changes that a replica must have before they are acknowledged. */
class RedisConfirmationTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration WITHIN = Duration.ofSeconds(1);

    private final SessionKey session = SessionKey.of(Fixtures.freshNamespace().name(), "s1");
    private final Instant now = Fixtures.freshNow();
    private RedisServer master;
    private RedisServer replica;
    private FaultProxy proxy;
    private RedisSessionStore store;

    @BeforeEach
    void open() {
        master = RedisServer.builder()
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0")
                .start();
        replica = RedisServer.builder()
                .config("replicaof", "127.0.0.1 " + master.port())
                .start();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> master.cli().text("INFO", "replication").contains("state=online"));
        proxy = FaultProxy.before(master);
        RedisSettings settings =
                RedisSettings.of(1, false, of -> "continuo:" + of).confirmedBy(1, WITHIN);
        RedisOptions options = new RedisOptions().setEndpoints(List.of(proxy.uri()));
        store = new RedisSessionStore(new RedisClients(TestStores.VERTX, options), settings, () -> {});
        append("first");
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
        replica.close();
        master.close();
    }

    @Test
    void whatIsAcknowledgedIsAtTheReplicaAndCostsOneFlight() {
        proxy.resetFlights();

        append("second");

        assertThat(proxy.flights()).isEqualTo(1);
        assertThat(proxy.commands()).containsExactly("EVALSHA", "WAIT");
        // Without waiting for it.
        String history = "continuo:" + session.namespace() + ":session:s1:history";
        assertThat(replica.cli().number("LLEN", history)).isEqualTo(2);
    }

    @Test
    void withAPausedReplicaTheOutcomeIsUnknownAndReadsAreServed() {
        replica.freeze();
        try (CapturedLog log = new CapturedLog(Troubles.class)) {
            List<CompletableFuture<Appended>> writes = IntStream.range(0, 4)
                    .mapToObj(i -> send("k" + i, "not confirmed"))
                    .toList();
            Instant asked = Instant.now();
            assertThat(load()).isPositive();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(WITHIN);

            writes.forEach(write -> assertThat(catchThrowable(write::join)).hasCauseInstanceOf(OutcomeUnknown.class));
            assertThat(log.lines()).singleElement().asString().contains("CONTINUO_REDIS_CONFIRM_REPLICAS");
        }
        // Each is there once, and a repetition under its key says so as soon as the replica has it too.
        replica.thaw();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> send("k0", "not confirmed").join().replayed());
        assertThat(load()).isEqualTo(5);
        append("after");
    }

    @Test
    void anErrorOfTheScriptIsNotHiddenByTheWait() {
        master.cli().command("SCRIPT", "FLUSH");
        append("sent again with its text");
        master.cli().command("CONFIG", "SET", "maxmemory", "1");
        assertThat(catchThrowable(() -> append("full"))).hasMessageContaining("refuses");
        master.cli().command("CONFIG", "SET", "maxmemory", "0");
        append("room again");
        assertThat(load()).isEqualTo(3);
    }

    private void append(String content) {
        store.apply(ChangeBuilder.on(session).append(Fixtures.message(content, now)), now)
                .await()
                .atMost(SOON);
    }

    private CompletableFuture<Appended> send(String key, String content) {
        return store.apply(ChangeBuilder.on(session).once(key, key).append(Fixtures.message(content, now)), now)
                .subscribeAsCompletionStage();
    }

    private long load() {
        return store.read(new LoadSession(session, 10, null), now)
                .await()
                .atMost(SOON)
                .totalMessages();
    }
}
