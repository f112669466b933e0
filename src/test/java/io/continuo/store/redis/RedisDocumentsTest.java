package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.continuo.model.DebugSession;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadUser;
import io.continuo.model.SessionDebug;
import io.continuo.model.UserId;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.DocumentFacts;
import io.continuo.store.SessionStore;
import io.continuo.support.FaultProxy;
import io.continuo.support.RedisCli;
import io.continuo.support.SharedRedis;

/** How documents lie in Redis, how often a step goes there, and what is found out about damage. */
class RedisDocumentsTest extends DocumentFacts {

    private static FaultProxy proxy;
    private static RedisSessionStore store;

    private final RedisCli cli = SharedRedis.standalone().cli();
    private final String prefix = "continuo:" + namespace + ":";
    private final String session = prefix + "session:s1:";

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

    @Test
    void theKeysAreReadable() {
        furnish();

        assertThat(new TreeSet<>(cli.texts("KEYS", prefix + "*")))
                .containsExactly(
                        prefix + "active_sessions",
                        prefix + "document_types",
                        prefix + "documents:file",
                        prefix + "documents:own",
                        prefix + "owners",
                        session + "document:own:b%3Ac",
                        session + "documents",
                        session + "meta",
                        session + "register",
                        prefix + "user:u1:sessions");
        assertThat(cli.fields(session + "documents"))
                .containsOnlyKeys("e:file:a", "b:file:a")
                .containsEntry("b:file:a", "{\"a\":1}")
                .containsEntry("e:file:a", "1 7 " + now.toEpochMilli());
        assertThat(cli.texts("ZRANGE", prefix + "documents:own", 0, -1)).containsExactly("session:s1:b%3Ac");
        long longer = cli.number("PTTL", session + "document:own:b%3Ac") - cli.number("PTTL", session + "documents");
        assertThat(Duration.ofMillis(longer)).isBetween(Duration.ofMinutes(239), Duration.ofMinutes(241));
    }

    @Test
    void aStepOfADocumentIsOneFlight() {
        furnish();
        // The first run of a script sends its text too.
        apply(on(s1, "warm/a").put("1"));
        load(s1, "warm/a");
        documents(s1);
        apply(on(s1, "warm/a").delete());

        assertThat(flights(() -> put(s1, "file/a"))).isEqualTo(1);
        assertThat(flights(() -> load(s1, "file/a"))).isEqualTo(1);
        assertThat(flights(() -> documents(s1))).isEqualTo(1);
        assertThat(flights(() -> apply(on(s1, "file/a").delete()))).isEqualTo(1);
        read(new LoadUser(u1));
        read(new ListUserSessions(u1, null, 10));
        assertThat(flights(() -> read(new LoadUser(u1)))).isEqualTo(2);
        assertThat(flights(() -> read(new ListUserSessions(u1, null, 10)))).isEqualTo(2);
    }

    @Test
    void theDebuggerShowsWhereDocumentsLie() {
        furnish();

        SessionDebug debug = read(new DebugSession(s1));

        assertThat(debug.findings()).isEmpty();
        assertThat(debug.keys())
                .extracting(SessionDebug.StoredKey::key)
                .contains(session + "documents", session + "register", session + "document:own:b%3Ac");
        assertThat(debug.keys()).allMatch(key -> key.bytes() > 0);
    }

    @Test
    void theDebuggerFindsEachDamage() {
        furnish();
        String body = session + "document:own:b%3Ac";
        cli.command("PEXPIRE", body, 1_000_000);
        assertThat(findings()).singleElement().asString().contains("disagree", body);

        cli.command("DEL", body);
        assertThat(findings()).singleElement().asString().contains(body, "missing");

        cli.command("HDEL", session + "register", "own:b%3Ac");
        cli.command("HDEL", session + "documents", "b:file:a");
        assertThat(findings()).singleElement().asString().contains("file:a", "no body");

        cli.command("HSET", session + "documents", "b:file:a", "1");
        cli.command("SET", session + "document:file:a", "1");
        assertThat(findings()).singleElement().asString().contains("no field in", "register");

        cli.command("DEL", session + "document:file:a");
        cli.command("DEL", prefix + "documents:file");
        assertThat(findings()).singleElement().asString().contains("missing in", "documents:file");
    }

    @Test
    void aStaleSecondStepLeavesASessionInTheIndexThatADocumentOutlived() {
        try (RedisSessionStore split = TestStores.on(SharedRedis.standalone().uri(), 16);
                RedisLink link = TestStores.link(SharedRedis.standalone().uri(), 16)) {
            split.apply(ChangeBuilder.on(s1).user("u1").create(), now).await().atMost(PATIENCE);
            split.apply(on(s1, "own/a").ttl(LONG).put("1"), now).await().atMost(PATIENCE);
            String tag = cli.texts("KEYS", prefix + "*session:s1:meta").get(0).replaceAll(".*(\\{p...}).*", "$1");
            String index = cli.texts("KEYS", prefix + "*user:u1:sessions").get(0);
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);
            cli.command("DEL", prefix + tag + ":session:s1:meta");

            // A deletion from before, whose second step comes only now.
            TestStores.userIndex(link, 16)
                    .carryOut(namespace, List.of(new UserIndex.Move(s1.id(), new UserId("u1"), "-")))
                    .await()
                    .atMost(PATIENCE);

            await().untilAsserted(
                            () -> assertThat(cli.texts("ZRANGE", index, 0, -1)).containsExactly("s1"));
            await().until(() -> cli.number("EXISTS", prefix + tag + ":unindexed") == 0);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private void furnish() {
        apply(ChangeBuilder.on(s1).user("u1").create());
        put(s1, "file/a");
        put(s1, "own/b:c", LONG);
    }

    private List<String> findings() {
        return read(new DebugSession(s1)).findings();
    }

    private static int flights(Runnable step) {
        proxy.resetFlights();
        step.run();
        return proxy.flights();
    }
}
