package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.LoadSession;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.StoreStatus;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;

/** What callers see while Redis is killed, frozen, cut off, or not there yet. */
class RedisOutageTest {

    private static final Duration ENDS_WITHIN = Duration.ofMillis(1_300);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(2);

    private final SessionKey session = SessionKey.of(Fixtures.freshNamespace().name(), "s1");
    private final Instant now = Fixtures.freshNow();
    private RedisServer server;
    private FaultProxy proxy;
    private RedisSessionStore store;

    @BeforeEach
    void open() {
        server = RedisServer.builder()
                .appendOnly()
                .config("appendfsync", "always")
                .start();
        proxy = FaultProxy.before(server);
        store = TestStores.on(proxy.uri(), 1);
        append("first").join();
        // As many calls as there are connections, so that all are made.
        for (int i = 0; i < 4; i++) {
            load().join();
        }
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void aKilledServerEndsCallsAtOnceAndIsServedAgainWhenItIsBack() {
        server.kill();
        assertUnavailable();

        server.restart();

        awaitServed();
        assertThat(load().join().totalMessages()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aFrozenServerEndsWhatIsInFlightWithinASecond() {
        server.freeze();
        Instant frozen = Instant.now();
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writes.add(append("in flight"));
        }
        CompletableFuture<Session> read = load();

        for (CompletableFuture<?> write : writes) {
            assertThat(failure(write)).isInstanceOf(OutcomeUnknown.class);
        }
        assertThat(failure(read)).isInstanceOf(StoreUnavailable.class);
        assertThat(Duration.between(frozen, Instant.now())).isLessThan(ENDS_WITHIN);
        assertUnavailable();

        server.thaw();
        awaitServed();
    }

    @Test
    void aBlackHoleIsNoticedAndSurvived() {
        proxy.blackhole();
        assertThat(failure(append("lost"))).isInstanceOf(OutcomeUnknown.class);
        assertUnavailable();

        proxy.heal();
        awaitServed();
    }

    @Test
    void aServerThatAnswersCallsIsNotAwayHoweverLateItAnswersTheHeartbeat() {
        proxy.losePings();
        Instant lost = Instant.now();

        while (Duration.between(lost, Instant.now()).compareTo(BACK_WITHIN) < 0) {
            assertThat(load().join().totalMessages()).isEqualTo(1);
        }

        assertThat(store.health().available()).isTrue();
        // Without calls only the heartbeat can tell.
        await().atMost(ENDS_WITHIN).until(() -> !store.health().available());
        proxy.heal();
        awaitServed();
    }

    @Test
    void refusedConnectionsAreNoticedAndSurvived() {
        proxy.refuse();
        assertUnavailable();

        proxy.heal();
        awaitServed();
    }

    @Test
    void resetConnectionsAreMadeAnew() {
        proxy.resetAll();

        awaitServed();
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNeitherRepeatedNorDenied() {
        proxy.cutAfterRequest();

        Throwable failure = failure(append("second"));

        assertThat(failure).isInstanceOf(OutcomeUnknown.class);
        awaitServed(() -> assertThat(load().join().totalMessages()).isEqualTo(2));
    }

    @Test
    void aReadWhoseAnswerIsLostIsRepeated() {
        proxy.cutAfterRequest();

        assertThat(load().join().totalMessages()).isEqualTo(1);
    }

    @Test
    void aStoreMayBeOpenedBeforeItsServer() {
        server.kill();
        try (RedisSessionStore early = TestStores.on(server.uri(), 1)) {
            assertThat(catchThrowable(() -> early.read(new LoadSession(session, null, null), now)
                            .await()
                            .atMost(ENDS_WITHIN)))
                    .isInstanceOf(StoreUnavailable.class);
            await().atMost(ENDS_WITHIN).until(() -> !early.health().available());

            server.restart();

            await().atMost(BACK_WITHIN)
                    .ignoreExceptions()
                    .until(() -> early.read(new LoadSession(session, null, null), now)
                                    .await()
                                    .atMost(BACK_WITHIN)
                                    .totalMessages()
                            == 1);
            assertThat(early.health().available()).isTrue();
        }
    }

    @Test
    void statusNeverFails() {
        StoreStatus up = store.status(session.namespace()).await().atMost(BACK_WITHIN);
        assertThat(up.connected()).isTrue();
        assertThat(up.role()).isEqualTo("master");
        assertThat(up.dbKeys()).isPositive();
        assertThat(up.pingMillis()).isPositive();

        server.freeze();
        StoreStatus away = store.status(session.namespace()).await().atMost(ENDS_WITHIN);
        server.thaw();
        assertThat(away.connected()).isFalse();
        assertThat(away.version()).isNull();
    }

    @Test
    void scriptsThatTheServerForgotAreSentAgain() {
        server.cli().command("SCRIPT", "FLUSH");
        append("second").join();
        server.cli().command("SCRIPT", "FLUSH");

        Session slid = store.read(new LoadSession(session, 5, Fixtures.POLICY), now.plusSeconds(60))
                .await()
                .atMost(BACK_WITHIN);

        assertThat(slid.totalMessages()).isEqualTo(2);
        assertThat(slid.lastInteraction()).isEqualTo(now.plusSeconds(60));
    }

    @Test
    void aServerThatIsFullRefusesWritesAndServesReads() {
        server.cli().command("CONFIG", "SET", "maxmemory", "1");
        assertThat(failure(append("second"))).isInstanceOf(StoreUnavailable.class);
        assertThat(load().join().totalMessages()).isEqualTo(1);

        server.cli().command("CONFIG", "SET", "maxmemory", "0");
        append("second").join();
    }

    @Test
    void aReplicaRefusesWrites() {
        server.cli().command("REPLICAOF", "127.0.0.1", "1");
        assertThat(failure(append("second"))).isInstanceOf(StoreUnavailable.class);

        server.cli().command("REPLICAOF", "NO", "ONE");
        awaitServed();
    }

    private CompletableFuture<?> append(String content) {
        return store.apply(ChangeBuilder.on(session).append(Fixtures.message(content, now)), now)
                .subscribeAsCompletionStage();
    }

    private CompletableFuture<Session> load() {
        return store.read(new LoadSession(session, 10, null), now).subscribeAsCompletionStage();
    }

    /** Calls fail at once from now on. */
    private void assertUnavailable() {
        await().atMost(ENDS_WITHIN).until(() -> !store.health().available());
        Instant asked = Instant.now();
        assertThat(failure(append("refused"))).isInstanceOf(StoreUnavailable.class);
        assertThat(failure(load())).isInstanceOf(StoreUnavailable.class);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofMillis(200));
    }

    private void awaitServed() {
        awaitServed(() -> append("served").join());
    }

    private void awaitServed(Runnable served) {
        await().atMost(BACK_WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .untilAsserted(served::run);
    }

    private static @Nullable Throwable failure(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(future::join);
        return thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
    }
}
