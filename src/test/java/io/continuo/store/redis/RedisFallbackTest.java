package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.JsonText;
import io.continuo.model.Accepted;
import io.continuo.model.Appended;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.CreateSession;
import io.continuo.model.IdSource;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.NewMessage;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.Role;
import io.continuo.model.Session;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionWritten;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.outage.FallbackStore;
import io.continuo.store.outage.Journal;
import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;

/** What is accepted while Redis is away, what is answered meanwhile, and what is there when it is back. */
class RedisFallbackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String namespace = Fixtures.freshNamespace().name();
    private final SessionKey s1 = key("s1");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path directory;

    private RedisServer server;
    private RedisSessionStore redis;
    private FallbackStore store;

    /** A replica of its own with a journal of its own. */
    private record Replica(RedisSessionStore redis, FallbackStore store) implements AutoCloseable {

        @Override
        public void close() {
            store.close();
            redis.close();
        }
    }

    @BeforeEach
    void open() {
        server = RedisServer.builder()
                .appendOnly()
                .config("appendfsync", "always")
                .start();
        Replica replica = replica("one");
        redis = replica.redis();
        store = replica.store();
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
        server.close();
        scheduler.shutdownNow();
    }

    private Replica replica(String instance) {
        return replica(instance, server.uri());
    }

    private Replica replica(String instance, String uri) {
        RedisSessionStore itsRedis = TestStores.on(uri, 1);
        Journal journal = Journal.open(directory, instance, 1 << 20, ValueCodec.plain(), () -> Runnable::run);
        return new Replica(itsRedis, FallbackStore.wrap(itsRedis, journal, 1 << 20, Clock.systemUTC(), scheduler));
    }

    @Test
    void whatIsAcceptedIsAnsweredFromWhatIsKnownAndIsThereAfterwards() {
        Session before = apply(ChangeBuilder.on(s1)
                        .state("{\"a\":1,\"b\":2}")
                        .user("u1")
                        .create())
                .session();
        append(s1, "first");
        outage();

        Appended second = append(s1, "second");
        assertThat(accepted(second.accepted()).fallback().durable()).isTrue();
        assertThat(second.version()).isZero();
        assertThat(second.messages()).extracting(Message::seq).containsExactly(0L);
        assertThat(second.session().totalMessages()).isEqualTo(2);
        apply(ChangeBuilder.on(s1).state("{\"b\":null,\"c\":3}").append(message("third")));
        SessionWritten patched =
                apply(ChangeBuilder.on(s1).state("{\"d\":{\"e\":1}}").patch());
        assertThat(patched.session().state()).isEqualTo(state("{\"a\":1,\"c\":3,\"d\":{\"e\":1}}"));

        Session known = read(new LoadSession(s1, 10, null));
        assertThat(known.fallback()).isNotNull();
        assertThat(known.version()).isZero();
        assertThat(known.state()).isEqualTo(state("{\"a\":1,\"c\":3,\"d\":{\"e\":1}}"));
        assertThat(contents(Objects.requireNonNull(known.history()))).containsExactly("first", "second", "third");
        MessagePage page = read(new ReadMessages(s1, 2, false, null, null, null));
        assertThat(contents(page.messages())).containsExactly("second", "third");
        assertThat(page.hasMore()).isTrue();
        assertThat(page.total()).isEqualTo(3);
        assertThat(read(new SessionExists(s1))).isTrue();

        backAgain();

        Session after = read(new LoadSession(s1, 10, null));
        assertThat(after.fallback()).isNull();
        assertThat(after.version()).isEqualTo(5);
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.state()).isEqualTo(known.state());
        assertThat(contents(Objects.requireNonNull(after.history()))).containsExactly("first", "second", "third");
        assertThat(Objects.requireNonNull(after.history()))
                .extracting(Message::seq)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void ofASessionThatIsNotKnownWritesAreAcceptedAndNothingIsMadeUp() {
        redis.apply(ChangeBuilder.on(s1).state("{\"a\":1}").create(), Instant.now())
                .await()
                .atMost(PATIENCE);
        outage();

        Appended appended = append(s1, "one");
        assertThat(accepted(appended.accepted()).session()).isEqualTo(s1);
        assertThat(appended.known()).isNull();
        assertThat(apply(ChangeBuilder.on(s1).state("{\"b\":2}").patch()).known())
                .isNull();
        unavailable(new LoadSession(s1, null, null));
        unavailable(new ReadMessages(s1, 10, false, null, null, null));
        unavailable(new SessionExists(s1));
        unavailable(new SessionExists(key("other")));

        backAgain();

        Session after = read(new LoadSession(s1, 10, null));
        assertThat(after.state()).isEqualTo(state("{\"a\":1,\"b\":2}"));
        assertThat(contents(Objects.requireNonNull(after.history()))).containsExactly("one");
    }

    @Test
    void aPatchOfASessionThatIsNotThereCreatesIt() {
        outage();
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":{\"b\":null,\"c\":1}}")
                .metadata("{\"m\":1}")
                .patch());

        backAgain();

        Session after = read(new LoadSession(s1, null, null));
        assertThat(after.state()).isEqualTo(state("{\"a\":{\"c\":1}}"));
        assertThat(after.metadata().text()).isEqualTo("{\"m\":1}");
        assertThat(after.version()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsCreatedInTheOutageIsKnown() {
        outage();
        Instant accepted = Instant.now();
        SessionWritten created = apply(fresh(s1));
        assertThat(created.session().totalMessages()).isZero();
        append(s1, "one");
        assertThat(contents(Objects.requireNonNull(
                        read(new LoadSession(s1, 5, null)).history())))
                .containsExactly("one");

        backAgain();

        Session after = read(new LoadSession(s1, 5, null));
        assertThat(after.createdAt())
                .isEqualTo(created.session().createdAt())
                .isAfterOrEqualTo(accepted.minusMillis(1));
        assertThat(contents(Objects.requireNonNull(after.history()))).containsExactly("one");
        assertThat(store.journal().deadLetters()).isZero();
    }

    @Test
    void whatDependsOnTheStoreIsRefused() {
        create(s1);
        outage();

        refused(StoreUnavailable.class, ChangeBuilder.on(s1).ifVersion(1).append(message("a")));
        refused(StoreUnavailable.class, ChangeBuilder.on(key("s2")).ifAbsent().put());
        refused(StoreUnavailable.class, ChangeBuilder.on(key("s2")).create());
        refused(StoreUnavailable.class, ChangeBuilder.on(s1).onlyIfThere().append(message("a")));
        refused(StoreUnavailable.class, ChangeBuilder.on(s1).touch());
        refused(StoreUnavailable.class, ChangeBuilder.on(s1).clear());
        refused(StoreUnavailable.class, ChangeBuilder.on(s1).delete());
        assertThat(store.journal().size()).isZero();
    }

    @Test
    void aRetryIsMadeOnceWhereverItLands() {
        create(s1);
        apply(ChangeBuilder.on(s1).once("before", "1").append(message("a")));
        outage();

        assertThat(apply(ChangeBuilder.on(s1).once("k", "1").append(message("b")))
                        .replayed())
                .isFalse();
        Appended again = apply(ChangeBuilder.on(s1).once("k", "1").append(message("b")));
        assertThat(again.replayed()).isTrue();
        assertThat(again.accepted()).isNotNull();
        refused(IdempotencyKeyReused.class, ChangeBuilder.on(s1).once("k", "2").append(message("x")));
        apply(ChangeBuilder.on(s1).once("before", "1").append(message("a")));

        backAgain();

        Appended third = apply(ChangeBuilder.on(s1).once("k", "1").append(message("b")));
        assertThat(third.replayed()).isTrue();
        assertThat(third.messages()).extracting(Message::seq).containsExactly(2L);
        assertThat(history(s1)).containsExactly("a", "b");
    }

    @Test
    void aMessageIdIsTakenOnceWhereverItLands() {
        create(s1);
        apply(ChangeBuilder.on(s1).append(named("1", "a")));
        outage();

        Appended known = apply(ChangeBuilder.on(s1).append(named("1", "a"), named("2", "b")));
        assertThat(known.messages()).extracting(Message::duplicate).containsExactly(true, false);
        assertThat(known.messages()).extracting(Message::seq).containsExactly(1L, 0L);
        Appended again = apply(ChangeBuilder.on(s1).append(named("2", "b")));
        assertThat(again.messages()).extracting(Message::duplicate).containsExactly(true);
        refused(MessageIdConflict.class, ChangeBuilder.on(s1).append(named("2", "other")));
        refused(MessageIdConflict.class, ChangeBuilder.on(s1).append(named("1", "other")));
        assertThat(contents(Objects.requireNonNull(
                        read(new LoadSession(s1, 5, null)).history())))
                .containsExactly("a", "b");

        backAgain();

        apply(ChangeBuilder.on(s1).append(named("2", "b")));
        assertThat(history(s1)).containsExactly("a", "b");
        assertThat(store.journal().deadLetters()).isZero();
    }

    @Test
    void aSessionThatWasDeletedMeanwhileStaysDeletedAndTheChangeIsADeadLetter() throws IOException {
        create(s1);
        create(key("s2"));
        outage();
        append(s1, "secret-of-the-dead");
        append(key("s2"), "kept");
        store.close();
        redis.close();
        server.restart();
        try (RedisSessionStore other = TestStores.on(server.uri(), 1)) {
            await().atMost(PATIENCE).until(() -> other.health().available());
            other.apply(ChangeBuilder.on(s1).delete(), Instant.now()).await().atMost(PATIENCE);
        }

        Replica next = replica("one");
        redis = next.redis();
        store = next.store();
        awaitReplay();

        assertThat(read(new SessionExists(s1))).isFalse();
        assertThat(history(key("s2"))).containsExactly("kept");
        assertThat(store.journal().deadLetters()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("one").resolve("dead-letters.ndjson")))
                .contains("\"s1\"", "secret-of-the-dead");
    }

    @Test
    void whatWasAcceptedOutlivesTheProcessAndIsAdoptedByAnother() {
        create(s1);
        outage();
        append(s1, "a");
        append(s1, "b");
        store.close();
        redis.close();

        Replica next = replica("two");
        redis = next.redis();
        store = next.store();
        assertThat(store.journal().size()).isEqualTo(2);
        append(s1, "c");
        unavailable(new LoadSession(s1, null, null));
        backAgain();

        assertThat(history(s1)).containsExactly("a", "b", "c");
    }

    @Test
    void whatTwoReplicasAcceptedForOneSessionComesInOnceAndInTheOrderOfEach() {
        create(s1);
        outage();
        try (Replica other = replica("two")) {
            List<String> mine = new ArrayList<>();
            List<String> theirs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                mine.add("mine-" + i);
                theirs.add("theirs-" + i);
                append(s1, "mine-" + i);
                other.store()
                        .apply(ChangeBuilder.on(s1).append(message("theirs-" + i)), Instant.now())
                        .await()
                        .atMost(PATIENCE);
            }
            backAgain();
            await().atMost(PATIENCE).until(() -> other.store().journal().size() == 0);

            List<String> history = history(s1);
            assertThat(history).hasSize(40).containsSubsequence(mine).containsSubsequence(theirs);
        }
    }

    @Test
    void aMemberThatSomebodyElseChangedMeanwhileIsWrittenOverAndCounted() {
        try (FaultProxy proxy = FaultProxy.before(server);
                Replica cutOff = replica("cut-off", proxy.uri())) {
            Instant now = Instant.now();
            cutOff.store()
                    .apply(
                            ChangeBuilder.on(s1)
                                    .state("{\"a\":1,\"b\":1,\"c\":1}")
                                    .create(),
                            now)
                    .await()
                    .atMost(PATIENCE);
            proxy.refuse();
            await().atMost(PATIENCE).until(() -> !cutOff.redis().health().available());
            cutOff.store()
                    .apply(ChangeBuilder.on(s1).state("{\"a\":2,\"c\":2}").append(message("waits")), now)
                    .await()
                    .atMost(PATIENCE);
            apply(ChangeBuilder.on(s1).state("{\"a\":3,\"b\":3}").patch());

            proxy.heal();
            await().atMost(PATIENCE).until(() -> cutOff.store().journal().size() == 0);

            assertThat(read(new LoadSession(s1, null, null)).state()).isEqualTo(state("{\"a\":2,\"b\":3,\"c\":2}"));
            assertThat(cutOff.store().conflicts()).isEqualTo(1);
        }
    }

    @Test
    void aSessionThatExpiredInTheOutageIsCreatedAnew() {
        apply(ChangeBuilder.on(s1).ttl(Duration.ofSeconds(1)).create());
        outage();
        append(s1, "late");
        Instant expired = Instant.now().plusMillis(1_100);
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(expired));

        backAgain();

        assertThat(history(s1)).containsExactly("late");
    }

    @Test
    void aFullJournalRefusesAndWhatItTookIsMade() {
        create(s1);
        outage();
        NewMessage large = message("x".repeat(100_000));
        int taken = 0;
        while (taken < 100 && accepts(large)) {
            taken++;
        }
        assertThat(taken).isBetween(5, 12);
        unavailable(new LoadSession(s1, null, null));

        backAgain();

        assertThat(history(s1)).hasSize(taken);
    }

    private boolean accepts(NewMessage message) {
        try {
            apply(ChangeBuilder.on(s1).append(message));
            return true;
        } catch (StoreUnavailable full) {
            return false;
        }
    }

    private void outage() {
        server.kill();
        await().atMost(PATIENCE).until(() -> !redis.health().available());
    }

    private void backAgain() {
        server.restart();
        awaitReplay();
    }

    private void awaitReplay() {
        await().atMost(PATIENCE)
                .until(() -> redis.health().available()
                        && store.journal().size() == 0
                        && store.health().fallback() == null);
        // The line of a session ends a moment after its last change is noted.
        await().atMost(PATIENCE).until(() -> !isFallback());
    }

    private boolean isFallback() {
        try {
            return read(new LoadSession(s1, null, null)).fallback() != null;
        } catch (StoreUnavailable unavailable) {
            return true;
        } catch (SessionNotFound gone) {
            return false;
        }
    }

    private <R> R apply(Change<R> change) {
        return store.apply(change, Instant.now()).await().atMost(PATIENCE);
    }

    private <R> R read(Query<R> query) {
        return store.read(query, Instant.now()).await().atMost(PATIENCE);
    }

    private void refused(Class<? extends Throwable> failure, Change<?> change) {
        assertThatThrownBy(() -> apply(change)).isInstanceOf(failure);
    }

    private void unavailable(Query<?> query) {
        assertThatThrownBy(() -> read(query)).isInstanceOf(StoreUnavailable.class);
    }

    private void create(SessionKey session) {
        apply(ChangeBuilder.on(session).create());
    }

    private Appended append(SessionKey session, String content) {
        return apply(ChangeBuilder.on(session).append(message(content)));
    }

    private List<String> history(SessionKey session) {
        return contents(
                Objects.requireNonNull(read(new LoadSession(session, 500, null)).history()));
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

    private static Accepted accepted(@Nullable Accepted accepted) {
        return Objects.requireNonNull(accepted);
    }

    private static Map<String, JsonText> state(String json) {
        Map<String, JsonText> state = new HashMap<>();
        Fixtures.json(json).members().forEach(member -> state.put(member.name(), member.value()));
        return state;
    }

    private static List<String> contents(List<Message> messages) {
        return messages.stream()
                .map(message -> Objects.requireNonNull(message.stored().member("content"))
                        .asString())
                .toList();
    }

    private static NewMessage message(String content) {
        return Fixtures.message(content, Instant.now());
    }

    private static NewMessage named(String id, String content) {
        JsonText body = Fixtures.json("{\"content\":\"" + content + "\",\"message_id\":\"" + id + "\"}");
        return new NewMessage(Role.USER, body, Instant.now(), id, content);
    }

    private SessionKey key(String id) {
        return SessionKey.of(namespace, id);
    }
}
