package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.continuo.model.Change;
import io.continuo.model.ClaimDuty;
import io.continuo.model.CountSessions;
import io.continuo.model.DebugSession;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.MessagePage;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.UserId;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreFacts;
import io.continuo.support.FaultProxy;
import io.continuo.support.SharedRedis;

/** How often each change and query goes to the server and back. */
class RedisFlightsTest extends StoreFacts {

    private static FaultProxy proxy;
    private static RedisSessionStore store;

    private final SessionPolicy policy = Fixtures.POLICY;

    @BeforeAll
    static void open() {
        proxy = FaultProxy.before(SharedRedis.standalone());
        store = TestStores.on(proxy.uri(), 1);
    }

    @AfterAll
    static void close() {
        store.close();
        proxy.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }

    @BeforeEach
    void thereIsASession() {
        apply(ChangeBuilder.on(s1)
                .user("u")
                .state("{\"object\":{\"a\":1},\"number\":1}")
                .append(Fixtures.message("m", now)));
    }

    @Test
    void aChangeOfASessionIsOneFlight() {
        assertFlights(
                1, ChangeBuilder.on(key("new")).state("{\"a\":1}").user("u").create());
        assertFlights(1, ChangeBuilder.on(s1).state("{\"object\":{}}").put());
        assertFlights(
                1,
                ChangeBuilder.on(s1)
                        .once("k", "d")
                        .state("{\"a\":1}")
                        .answering(true, 10)
                        .append(Fixtures.message("id", "m", now)));
        assertFlights(1, ChangeBuilder.on(s1).touch());
        assertFlights(1, ChangeBuilder.on(s1).clear());
        assertFlights(1, ChangeBuilder.on(s1).delete());
    }

    @Test
    void aPatchIsOneFlightUnlessItMerges() {
        assertFlights(
                1,
                ChangeBuilder.on(s1)
                        .state("{\"number\":null,\"text\":\"x\",\"new\":{\"a\":1}}")
                        .patch());
        assertFlights(2, ChangeBuilder.on(s1).state("{\"object\":{\"b\":2}}").patch());
        assertFlights(2, ChangeBuilder.on(s1).metadata("{\"m\":1}").patch());
    }

    @Test
    void aReadOfASessionIsOneFlight() {
        assertFlights(1, new LoadSession(s1, null, null));
        assertFlights(1, new LoadSession(s1, 10, null));
        assertFlights(1, new LoadSession(s1, 10, policy));
        assertFlights(1, new SessionExists(s1));
        assertFlights(1, new ReadMessages(s1, 10, false, null, null, null));
        assertFlights(1, new ReadMessages(s1, 10, false, null, null, policy));
        assertFlights(1, new ReadMessages(s1, 10, false, 9L, 0L, null));
        assertFlights(1, new ReadMessages(s1, 10, false, 9L, 0L, policy));
        assertFlights(1, new DebugSession(s1));
    }

    @Test
    void aListIsTwoFlights() {
        assertFlights(2, new ListSessions(namespace, null, null, null, 10));
        assertFlights(2, new ListSessions(namespace, null, now, null, 10));
        assertFlights(2, new ListSessions(namespace, new UserId("u"), null, null, 10));
        assertFlights(1, new CountSessions(namespace, null));
    }

    @Test
    void housekeepingIsBounded() {
        assertFlights(1, new ClaimDuty(namespace, "cleanup", "me", Fixtures.TTL));
        assertFlights(2, new SweepSessions(namespace, new Inactive(null), null, 50, false));
    }

    /** As the loads of a batch are. */
    @ParameterizedTest
    @CsvSource({"100,1", "250,3"})
    void whatIsAskedInOneTurnOfAnEventLoopGoesOutByTheHundred(int loads, int flights) {
        List<SessionKey> keys =
                IntStream.range(0, loads).mapToObj(i -> key("many-" + i)).toList();
        keys.forEach(key -> apply(ChangeBuilder.on(key).state("{\"a\":1}").create()));
        proxy.resetFlights();
        List<Session> sessions = inOneTurn(keys.stream()
                .map(key -> store.read(new LoadSession(key, 10, null), now))
                .toList());
        assertThat(sessions)
                .extracting(Session::id)
                .containsExactlyElementsOf(keys.stream().map(SessionKey::id).toList());
        assertThat(proxy.flights()).isEqualTo(flights);
        assertThat(proxy.commands()).hasSize(5 * loads);
    }

    /** The server does not know the script that a page needs, and says so; an error fails all that went out together. */
    @Test
    void anErrorIsNoOthersWhoAskedInTheSameTurn() {
        SharedRedis.standalone().cli().text("SCRIPT", "FLUSH");
        proxy.resetFlights();
        List<Long> counts = inOneTurn(List.of(
                store.read(new LoadSession(s1, null, null), now).map(Session::messageCount),
                store.read(new ReadMessages(s1, 10, false, 9L, 0L, null), now).map(MessagePage::total),
                store.read(new LoadSession(s1, 10, null), now).map(Session::messageCount)));
        assertThat(counts).containsExactly(1L, 1L, 1L);
        assertThat(proxy.commands()).contains("EVAL");
    }

    private static <T> List<T> inOneTurn(List<Uni<T>> asked) {
        CompletableFuture<List<T>> answers = new CompletableFuture<>();
        TestStores.VERTX
                .getOrCreateContext()
                .runOnContext(turn -> Uni.join()
                        .all(asked)
                        .andFailFast()
                        .subscribe()
                        .with(answers::complete, answers::completeExceptionally));
        return answers.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void assertFlights(int flights, Change<?> change) {
        warmUp();
        proxy.resetFlights();
        apply(change);
        assertThat(proxy.flights()).as(proxy.commands().toString()).isEqualTo(flights);
    }

    private void assertFlights(int flights, Query<?> query) {
        read(query);
        proxy.resetFlights();
        read(query);
        assertThat(proxy.flights()).as(proxy.commands().toString()).isEqualTo(flights);
    }

    /** The first run of a script sends its text too. */
    private void warmUp() {
        apply(new ClaimDuty(namespace, "other", "me", Fixtures.TTL));
        apply(new SweepSessions(namespace, new Inactive(null), null, 50, false));
        apply(ChangeBuilder.on(key("warm")).create());
        apply(ChangeBuilder.on(key("warm")).touch());
        apply(ChangeBuilder.on(key("warm")).state("{\"x\":1}").patch());
        apply(ChangeBuilder.on(key("warm")).clear());
        apply(ChangeBuilder.on(key("warm")).delete());
    }
}
