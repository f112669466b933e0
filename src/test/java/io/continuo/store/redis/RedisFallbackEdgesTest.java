package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.JsonText;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.CreateSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.IdSource;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.NewMessage;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.Query;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.outage.FallbackStore;
import io.continuo.store.outage.Journal;
import io.continuo.support.RedisServer;

/** Callers who go away, who are not the owner, or who come in between, while Redis is away and when it comes and goes. */
class RedisFallbackEdgesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String namespace = Fixtures.freshNamespace().name();
    private final SessionKey s1 = key("s1");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path directory;

    private RedisServer server;
    private RedisSessionStore redis;
    private FallbackStore store;

    @BeforeEach
    void open() {
        server = RedisServer.builder()
                .appendOnly()
                .config("appendfsync", "always")
                .start();
        redis = TestStores.on(server.uri(), 1);
        Journal journal = Journal.open(directory, "one", 1 << 24, ValueCodec.plain(), () -> Runnable::run);
        store = FallbackStore.wrap(redis, journal, 1 << 24, Clock.systemUTC(), scheduler);
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
        server.close();
        scheduler.shutdownNow();
    }

    @Test
    void whoMayTouchOneUsersSessionsIsToldNothingOfAnothersAndChangesNothing() {
        SessionKey unknown = key("unknown");
        redis.apply(ChangeBuilder.on(unknown).user("u1").create(), Instant.now())
                .await()
                .atMost(PATIENCE);
        apply(ChangeBuilder.on(s1).user("u1").state("{\"secret\":1}").create());
        outage();
        apply(ChangeBuilder.on(s1).by("u1").once("k", "1").append(message("mine")));

        refused(ChangeBuilder.on(s1).by("u2").once("k", "1").append(message("mine")));
        refused(ChangeBuilder.on(s1).by("u2").answering(true, 10).append(message("theirs")));
        refused(ChangeBuilder.on(s1).by("u2").state("{\"secret\":2}").patch());
        apply(ChangeBuilder.on(unknown).by("u2").append(message("theirs")));

        backAgain();

        assertThat(load(s1).state()).isEqualTo(Map.of("secret", Fixtures.json("1")));
        assertThat(load(s1).totalMessages()).isEqualTo(1);
        assertThat(load(unknown).totalMessages()).isZero();
        assertThat(store.journal().deadLetters()).isEqualTo(1);
    }

    @Test
    void aCallerWhoGoesAwayLeavesNothingThatHoldsItsSessionUp() {
        apply(ChangeBuilder.on(s1).create());
        outage();
        for (int i = 0; i < 20; i++) {
            store.apply(ChangeBuilder.on(s1).append(message("gone-" + i)), Instant.now())
                    .subscribe()
                    .with(ignored -> {})
                    .cancel();
        }
        apply(ChangeBuilder.on(s1).append(message("stays")));

        backAgain();

        assertThat(load(s1).fallback()).isNull();
        assertThat(load(s1).totalMessages()).isEqualTo(21);
    }

    @Test
    void whatElseIsAskedOfASessionWaitsForItsChanges() {
        scheduler.shutdownNow();
        outage();
        apply(fresh(s1));
        server.restart();
        await().atMost(PATIENCE).until(() -> redis.health().available());
        DocumentKey document = DocumentKey.of(s1, "type", "key");

        refused(new PutDocument(document, JsonText.EMPTY_OBJECT, null, 1_000, Precondition.NONE, null));
        unavailable(new LoadDocument(document));
        unavailable(new ListDocuments(s1, null, null, 10));
    }

    @Test
    void aStoreThatGoesAgainWhileManySessionsAreReplayedGetsAllOfThemInTheEnd() {
        int sessions = 2_000;
        outage();
        for (int i = 0; i < sessions; i++) {
            store.apply(ChangeBuilder.on(key("many-" + i)).append(message("a")), Instant.now())
                    .subscribe()
                    .with(ignored -> {});
        }
        await().atMost(PATIENCE).until(() -> store.journal().size() == sessions);
        server.restart();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> store.journal().size() < sessions - 100);
        outage();
        assertThat(store.journal().size()).isPositive();
        backAgain();

        await().atMost(PATIENCE).until(() -> !waits(key("many-" + (sessions - 1))));
        for (int i = 0; i < sessions; i++) {
            assertThat(load(key("many-" + i)).totalMessages()).isEqualTo(1);
        }
    }

    private void outage() {
        server.kill();
        await().atMost(PATIENCE).until(() -> !redis.health().available());
    }

    private void backAgain() {
        server.restart();
        await().atMost(PATIENCE).until(() -> store.journal().size() == 0);
        await().atMost(PATIENCE).until(() -> !waits(s1));
    }

    /** The line of a session ends a moment after its last change is noted. */
    private boolean waits(SessionKey session) {
        try {
            return load(session).fallback() != null;
        } catch (StoreUnavailable unavailable) {
            return true;
        } catch (SessionNotFound none) {
            return false;
        }
    }

    private <R> R apply(Change<R> change) {
        return store.apply(change, Instant.now()).await().atMost(PATIENCE);
    }

    private Session load(SessionKey session) {
        return Objects.requireNonNull(store.read(new LoadSession(session, null, null), Instant.now())
                .await()
                .atMost(PATIENCE));
    }

    private void refused(Change<?> change) {
        assertThatThrownBy(() -> apply(change)).isInstanceOf(StoreUnavailable.class);
    }

    private void unavailable(Query<?> query) {
        assertThatThrownBy(() -> store.read(query, Instant.now()).await().atMost(PATIENCE))
                .isInstanceOf(StoreUnavailable.class);
    }

    private static CreateSession fresh(SessionKey session) {
        return new CreateSession(
                session,
                null,
                Map.of(),
                JsonText.EMPTY_OBJECT,
                Origin.UNKNOWN,
                null,
                Fixtures.POLICY,
                Precondition.NONE,
                null,
                IdSource.FRESH);
    }

    private static NewMessage message(String content) {
        return Fixtures.message(content, Instant.now());
    }

    private SessionKey key(String id) {
        return SessionKey.of(namespace, id);
    }
}
