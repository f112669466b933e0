package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DebugSession;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.ReadMessages;
import io.continuo.model.Removed;
import io.continuo.model.Session;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.UserId;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreFacts;
import io.continuo.support.RedisCli;
import io.continuo.support.SharedRedis;

/** What lies in Redis, and what happens when others have had their hands on it. */
class RedisLayoutTest extends StoreFacts {

    private static RedisSessionStore store;

    private final RedisCli cli = SharedRedis.standalone().cli();
    private final String prefix = "continuo:" + namespace + ":";

    @BeforeAll
    static void open() {
        store = TestStores.on(SharedRedis.standalone().uri(), 1);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }

    @Test
    void theKeysAreReadable() {
        apply(ChangeBuilder.on(key("a:b"))
                .user("u:1")
                .state("{\"x\":1}")
                .once("k", "d")
                .append(Fixtures.message("m", now)));

        assertThat(new TreeSet<>(cli.texts("KEYS", prefix + "*")))
                .containsExactly(
                        prefix + "active_sessions",
                        prefix + "owners",
                        prefix + "session:a%3Ab:history",
                        prefix + "session:a%3Ab:meta",
                        prefix + "session:a%3Ab:once",
                        prefix + "session:a%3Ab:state",
                        prefix + "user:u%3A1:sessions");
        assertThat(cli.texts("ZRANGE", prefix + "user:u%3A1:sessions", 0, -1)).containsExactly("a:b");
        assertThat(cli.text("HGET", prefix + "session:a%3Ab:state", "x")).isEqualTo("1");
        for (String part : List.of("history", "once", "state")) {
            assertThat(left("session:a%3Ab:" + part)).isCloseTo(left("session:a%3Ab:meta"), within());
        }
    }

    @Test
    void aForeignSessionIsNeitherReadNorTouched() {
        String meta = prefix + "session:s1:meta";
        cli.command("HSET", meta, "theirs", "1");

        for (var change : List.of(
                ChangeBuilder.on(s1).create(),
                ChangeBuilder.on(s1).put(),
                ChangeBuilder.on(s1).delete(),
                ChangeBuilder.on(s1).append(Fixtures.message("m", now)))) {
            assertThat(refused(StoredValueUnreadable.class, change)).hasMessageContaining(meta);
        }
        assertThat(refused(StoredValueUnreadable.class, new LoadSession(s1, null, null)))
                .hasMessageContaining(meta);
        refused(StoredValueUnreadable.class, new SessionExists(s1));

        assertThat(cli.texts("KEYS", prefix + "*")).containsExactly(meta);
        assertThat(cli.texts("HGETALL", meta)).containsExactly("theirs", "1");
        assertThat(read(new DebugSession(s1)).findings()).isNotEmpty();
    }

    @Test
    void aHistoryWithoutItsSessionIsForeign() {
        String history = prefix + "session:s1:history";
        cli.command("RPUSH", history, "theirs");

        assertThat(refused(StoredValueUnreadable.class, ChangeBuilder.on(s1).create()))
                .hasMessageContaining(history);
        assertThat(refused(StoredValueUnreadable.class, new LoadSession(s1, null, null)))
                .hasMessageContaining(history);
        assertThat(cli.texts("LRANGE", history, 0, -1)).containsExactly("theirs");
    }

    @Test
    void aKeyOfAnotherTypeIsNamedAndStays() {
        apply(ChangeBuilder.on(s1).state("{\"x\":1}").create());
        String state = prefix + "session:s1:state";
        cli.command("SET", state, "theirs");

        assertThat(refused(StoredValueUnreadable.class, ChangeBuilder.on(s1).touch()))
                .hasMessageContaining(state);
        assertThat(refused(StoredValueUnreadable.class, new LoadSession(s1, null, null)))
                .hasMessageContaining(state);
        assertThat(cli.text("GET", state)).isEqualTo("theirs");
        assertThat(read(new DebugSession(s1)).findings()).anyMatch(finding -> finding.contains(state));
    }

    @Test
    void damagedValuesAreLeftOutAndNamed() {
        apply(ChangeBuilder.on(s1)
                .state("{\"good\":1,\"bad\":2}")
                .append(Fixtures.message("a", now), Fixtures.message("b", now), Fixtures.message("c", now)));
        cli.command("HSET", prefix + "session:s1:state", "bad", "{\"a\":");
        cli.command("LSET", prefix + "session:s1:history", 1, "oops");

        Session session = loadWithHistory(s1, 10);

        assertThat(session.state()).isEqualTo(Map.of("good", Fixtures.json("1")));
        assertThat(session.unreadableState()).containsExactly("bad");
        assertThat(contents(session.history())).containsExactly("a", "c");
        assertThat(session.unreadableMessages()).containsExactly(2L);
        var page = read(new ReadMessages(s1, 10, true, null, 0L, null));
        assertThat(page.messages()).extracting(Message::seq).containsExactly(3L, 1L);
        assertThat(page.unreadable()).containsExactly(2L);
        refused(
                StoredValueUnreadable.class,
                ChangeBuilder.on(s1).state("{\"bad\":{\"b\":1}}").patch());
    }

    @Test
    void damagedMetadataFailsTheReadAndNotTheWrite() {
        create(s1);
        cli.command("HSET", prefix + "session:s1:meta", "metadata", "oops");

        refused(StoredValueUnreadable.class, new LoadSession(s1, null, null));
        assertThat(apply(ChangeBuilder.on(s1).touch()).version()).isEqualTo(2);
        assertThat(apply(ChangeBuilder.on(s1).metadata("{\"m\":1}").put())
                        .session()
                        .metadata())
                .isEqualTo(Fixtures.json("{\"m\":1}"));
        assertThat(load(s1).version()).isEqualTo(3);
    }

    @Test
    void sweepingMendsTheIndexesOfSessionsThatRedisExpired() {
        apply(ChangeBuilder.on(s1).user("u").create());
        apply(ChangeBuilder.on(key("s2")).user("u").create());
        cli.command("DEL", prefix + "session:s1:meta");

        assertThat(apply(new SweepSessions(namespace, new Inactive(null), null, 10, false)))
                .isEqualTo(new SweepSessions.Swept(2, new Removed(0, 0, 0, 0, 1), List.of(), null));

        assertThat(cli.texts("ZRANGE", prefix + "user:u:sessions", 0, -1)).containsExactly("s2");
        assertThat(cli.texts("HGETALL", prefix + "owners")).containsExactly("s2", "u");
    }

    @Test
    void whatIsNoSessionIdInAnIndexIsPassedOver() {
        create(s1);
        create(key("s2"));
        cli.command("ZADD", prefix + "active_sessions", now.plusSeconds(1).toEpochMilli(), "no/id");

        var first = list(1, null);
        assertThat(ids(first)).containsExactly("s2");
        assertThat(ids(list(1, first.next()))).containsExactly("s1");
        assertThat(apply(new SweepSessions(namespace, new Inactive(null), null, 10, false))
                        .examined())
                .isEqualTo(2);
    }

    @Test
    void withPartitionsTheKeysOfASessionShareATag() {
        try (RedisSessionStore split = TestStores.on(SharedRedis.standalone().uri(), 16)) {
            split.apply(ChangeBuilder.on(s1).user("u").state("{\"x\":1}").append(Fixtures.message("m", now)), now)
                    .await()
                    .atMost(Duration.ofSeconds(5));

            assertThat(cli.texts("KEYS", prefix + "*session:s1:*"))
                    .hasSize(3)
                    .allMatch(key -> key.startsWith(prefix + "{p008}:session:s1:"));
            assertThat(cli.texts("KEYS", prefix + "*sessions")).anyMatch(key -> key.endsWith("}:user:u:sessions"));
        }
    }

    @Test
    void sweepingDoesWhatIsNotYetInTheIndexOfAUser() {
        try (RedisSessionStore split = TestStores.on(SharedRedis.standalone().uri(), 16)) {
            SessionKey session = s1;
            split.apply(ChangeBuilder.on(session).create(), now).await().atMost(Duration.ofSeconds(5));
            String tag = cli.texts("KEYS", prefix + "*session:s1:meta").get(0).replaceAll(".*(\\{p...}).*", "$1");
            cli.command("HSET", prefix + tag + ":unindexed", "s1\nlate", "+5");

            split.apply(new SweepSessions(namespace, new Inactive(null), null, 10, false), now)
                    .await()
                    .atMost(Duration.ofSeconds(5));

            String index = cli.texts("KEYS", prefix + "*user:late:sessions").get(0);
            assertThat(cli.texts("ZRANGE", index, 0, -1, "WITHSCORES")).containsExactly("s1", "5");
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);
        }
    }

    @Test
    void ofTwoChangesWhoseIndexStepsPassEachOtherTheLaterOneHolds() {
        try (RedisSessionStore split = TestStores.on(SharedRedis.standalone().uri(), 16);
                RedisLink link = TestStores.link(SharedRedis.standalone().uri(), 16)) {
            split.apply(ChangeBuilder.on(s1).user("u").create(), now).await().atMost(Duration.ofSeconds(5));
            String tag = cli.texts("KEYS", prefix + "*session:s1:meta").get(0).replaceAll(".*(\\{p...}).*", "$1");
            String index = cli.texts("KEYS", prefix + "*user:u:sessions").get(0);
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);
            UserIndex userIndex = TestStores.userIndex(link, 16);

            // An earlier deletion, whose second step comes only now.
            userIndex
                    .carryOut(namespace, List.of(new UserIndex.Move(s1.id(), new UserId("u"), "-")))
                    .await()
                    .atMost(Duration.ofSeconds(5));

            await().untilAsserted(() -> assertThat(cli.texts("ZRANGE", index, 0, -1, "WITHSCORES"))
                    .containsExactly("s1", Long.toString(now.toEpochMilli())));
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);

            // An earlier creation for another user.
            userIndex
                    .carryOut(namespace, List.of(new UserIndex.Move(s1.id(), new UserId("former"), "+5")))
                    .await()
                    .atMost(Duration.ofSeconds(5));

            await().until(() ->
                    cli.texts("KEYS", prefix + "*user:former:sessions").isEmpty());
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);
        }
    }

    private long left(String key) {
        return cli.number("PTTL", prefix + key);
    }

    private static Offset<Long> within() {
        return Offset.offset(500L);
    }
}
