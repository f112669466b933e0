package io.continuo.ops.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.config.ContinuoConfig;
import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.CountSessions;
import io.continuo.model.CreateSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.ListNamespaces;
import io.continuo.model.LoadSession;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.SessionKey;
import io.continuo.session.KnownNamespaces;
import io.continuo.session.NamespaceRegister;
import io.continuo.store.Fixtures;
import io.continuo.store.redis.RedisClients;
import io.continuo.store.redis.RedisSessionStore;
import io.continuo.store.redis.RedisSettings;
import io.continuo.support.RedisServer;

/** The cleanup on a real Redis. */
class CleanupOfRedisTest {

    private record Settings(Duration every, Duration timeLimit, int batch, Optional<Duration> idleAfter)
            implements ContinuoConfig.Cleanup {}

    private static final Instant NOW = Fixtures.freshNow();

    /** Of its own: the cleanup also sweeps the default namespace, which other tests use. */
    private static final RedisServer SERVER = RedisServer.builder().start();

    private final Namespace namespace = Fixtures.freshNamespace();
    private final Vertx vertx = Vertx.vertx();
    private final RedisSessionStore store = new RedisSessionStore(
            new RedisClients(vertx, new RedisOptions().setConnectionString("redis://127.0.0.1:" + SERVER.port())),
            RedisSettings.of(1, false, name -> "continuo:" + name.name()),
            () -> {});

    @AfterAll
    static void stopTheServer() {
        SERVER.close();
    }

    @BeforeEach
    void waitForTheStore() {
        SERVER.flush();
        await().until(() -> store.health().available());
    }

    @AfterEach
    void close() {
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void expiredSessionsGoInBatchesAndLivingOnesStay() {
        for (int i = 0; i < 25; i++) {
            create("expired-" + i, Duration.ofMinutes(1));
        }
        create("living", Duration.ofHours(5));

        CleanupReport report = run(NOW.plus(Duration.ofHours(2)), null);

        assertThat(report.outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
        assertThat(report.removedSessions() + report.removed().entries()).isEqualTo(25);
        assertThat(count()).isEqualTo(1);
        assertThat(exists("living", NOW.plus(Duration.ofHours(2)))).isTrue();
    }

    @Test
    void idleSessionsGoThoughTheyHaveNotExpired() {
        create("idle", Duration.ofHours(5));

        assertThat(run(NOW.plus(Duration.ofMinutes(50)), Duration.ofHours(1)).removedAnything())
                .isFalse();
        assertThat(run(NOW.plus(Duration.ofMinutes(70)), Duration.ofHours(1)).removedSessions())
                .isEqualTo(1);

        assertThat(exists("idle", NOW.plus(Duration.ofMinutes(70)))).isFalse();
        assertThat(count()).isZero();
    }

    @Test
    void twoReplicasDoNotCleanUpTheSameNamespaceAtTheSameTime() {
        create("expired", Duration.ofMinutes(1));
        Instant later = NOW.plus(Duration.ofHours(2));

        assertThat(run(later, null).removedAnything()).isTrue();
        assertThat(run(later.plusSeconds(1), null).outcome()).isEqualTo(CleanupReport.Outcome.SKIPPED);
        assertThat(run(later.plusSeconds(60), null).outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
    }

    @Test
    void aReplicaCleansUpANamespaceThatItNeverServed() {
        create("expired", Duration.ofMinutes(1));
        KnownNamespaces ofAnother = new KnownNamespaces(List.of());
        new NamespaceRegister(store, ofAnother, Clock.fixed(NOW, ZoneOffset.UTC)).written(namespace);
        await().until(() ->
                store.read(new ListNamespaces(), NOW).await().indefinitely().contains(namespace));

        CleanupReport report = run(NOW.plus(Duration.ofHours(2)), null, new KnownNamespaces(List.of()));

        assertThat(report.removedAnything()).isTrue();
        assertThat(count()).isZero();
    }

    @Test
    void expiredDocumentsLeaveTheIndexAndTheirSessionIsForgotten() {
        create("s", Duration.ofMinutes(1));
        put("s", "short", Duration.ofMinutes(90));
        put("s", "long", Duration.ofHours(5));

        CleanupReport first = run(NOW.plus(Duration.ofHours(2)), null);
        CleanupReport second = run(NOW.plus(Duration.ofHours(6)), null);

        assertThat(first.removed().documents()).isZero();
        assertThat(first.removed().entries()).isEqualTo(1);
        assertThat(second.removed().entries()).isEqualTo(1);
        assertThat(SERVER.cli().texts("KEYS", "continuo:" + namespace.name() + ":*"))
                .allMatch(key -> key.contains(":duty:"), "is a claim of the cleanup");
    }

    private void put(String session, String document, Duration ttl) {
        store.apply(
                        new PutDocument(
                                DocumentKey.of(key(session), "note", document),
                                JsonText.ofString("text"),
                                ttl,
                                1_000,
                                Precondition.NONE,
                                null),
                        NOW)
                .await()
                .indefinitely();
    }

    private void create(String id, Duration ttl) {
        store.apply(
                        new CreateSession(
                                key(id),
                                null,
                                Map.of(),
                                JsonText.EMPTY_OBJECT,
                                Origin.UNKNOWN,
                                ttl,
                                Fixtures.POLICY,
                                Precondition.NONE,
                                null),
                        NOW)
                .await()
                .indefinitely();
    }

    private SessionKey key(String id) {
        return SessionKey.of(namespace.name(), id);
    }

    private long count() {
        return store.read(new CountSessions(namespace, null), NOW).await().indefinitely();
    }

    private boolean exists(String id, Instant at) {
        return store.read(new LoadSession(key(id), null, null), at)
                .map(session -> true)
                .onFailure(SessionNotFound.class)
                .recoverWithItem(false)
                .await()
                .indefinitely();
    }

    /** By a replica of its own that knows this namespace only, beside the default one. */
    private CleanupReport run(Instant at, @Nullable Duration idleAfter) {
        return run(at, idleAfter, new KnownNamespaces(List.of(namespace)));
    }

    private CleanupReport run(Instant at, @Nullable Duration idleAfter, KnownNamespaces known) {
        Clock clock = Clock.fixed(at, ZoneOffset.UTC);
        Cleanup cleanup = new Cleanup(
                store,
                known,
                new NamespaceRegister(store, known, clock),
                new Settings(Duration.ofMinutes(5), Duration.ofSeconds(30), 10, Optional.ofNullable(idleAfter)),
                clock,
                new SimpleMeterRegistry(),
                entry -> {});
        cleanup.run().await().indefinitely();
        return cleanup.lastReport().orElseThrow();
    }
}
