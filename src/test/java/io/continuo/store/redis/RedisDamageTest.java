package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.LoadSession;
import io.continuo.model.SessionChange;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreFacts;
import io.continuo.support.RedisCli;
import io.continuo.support.RedisServer;

/** A step that fails in Redis has written nothing, whatever the server or a key is like. */
class RedisDamageTest extends StoreFacts {

    private static final RedisServer SERVER = RedisServer.builder().start();
    private static RedisSessionStore store;

    private final RedisCli cli = SERVER.cli();
    private final String prefix = "continuo:" + namespace + ":";

    @BeforeAll
    static void open() {
        store = TestStores.on(SERVER.uri(), 1);
    }

    @AfterAll
    static void close() {
        store.close();
        SERVER.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }

    @ParameterizedTest
    @ValueSource(strings = {"active_sessions", "owners", "session:s1:once"})
    void aKeyOfAnotherTypeRefusesEveryStepWhole(String broken) {
        apply(ChangeBuilder.on(s1).user("u").state("{\"x\":1}").append(Fixtures.message("m", now)));
        cli.command("SET", prefix + broken, "theirs");
        Map<String, String> before = everything();

        for (SessionChange<?> change : steps()) {
            assertThat(refused(StoredValueUnreadable.class, change)).hasMessageContaining(broken);
        }
        advance(Fixtures.TTL.plusSeconds(1));
        for (SessionChange<?> change : steps()) {
            refused(StoredValueUnreadable.class, change);
        }
        if (!broken.endsWith("once")) {
            refused(StoredValueUnreadable.class, new SweepSessions(namespace, new Inactive(null), null, 10, false));
        }

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aReadThatCountsForTheExpiryMovesAllOrNothing() {
        create(s1);
        cli.command("SET", prefix + "active_sessions", "theirs");
        Map<String, String> before = everything();
        advance(Duration.ofMinutes(1));

        assertThat(read(new LoadSession(s1, null, Fixtures.POLICY)).version()).isEqualTo(1);

        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ttl", "state_bytes", "expires_at", "next_seq"})
    void aDamagedNumberRefusesEveryStepWhole(String field) {
        apply(ChangeBuilder.on(s1).user("u").state("{\"x\":1}").append(Fixtures.message("m", now)));
        for (String damaged : List.of("oops", "1".repeat(30))) {
            cli.command("HSET", prefix + "session:s1:meta", field, damaged);
            Map<String, String> before = everything();

            for (SessionChange<?> change : steps()) {
                assertThat(refused(StoredValueUnreadable.class, change)).hasMessageContaining("session:s1:meta");
            }

            assertThat(everything()).isEqualTo(before);
        }
    }

    @Test
    void aDamagedRingBeginsAnew() {
        apply(ChangeBuilder.on(s1).once("k", "d").append(Fixtures.message("a", "m", now)));
        cli.command("HSET", prefix + "session:s1:once", "kn", "oops", "mn", "oops");

        apply(ChangeBuilder.on(s1).once("l", "d").append(Fixtures.message("b", "m", now)));

        assertThat(load(s1).totalMessages()).isEqualTo(2);
        assertThat(apply(ChangeBuilder.on(s1).once("l", "d").append(Fixtures.message("b", "m", now)))
                        .replayed())
                .isTrue();
    }

    @Test
    void aFullServerRefusesWhateverWouldAddToIt() {
        apply(ChangeBuilder.on(s1).state("{\"x\":1}").append(Fixtures.message("m", now)));
        Map<String, String> before = everything();
        cli.command("CONFIG", "SET", "maxmemory", "1");
        try {
            for (SessionChange<?> change : List.of(
                    ChangeBuilder.on(key("s2")).state("{\"y\":1}").create(),
                    ChangeBuilder.on(key("s2")).state("{\"y\":1}").put(),
                    ChangeBuilder.on(s1).state("{\"y\":1}").put(),
                    ChangeBuilder.on(s1).state("{\"y\":1,\"x\":null}").patch(),
                    ChangeBuilder.on(s1).state("{\"x\":null}").append(Fixtures.message("n", now)),
                    ChangeBuilder.on(s1).touch())) {
                refused(StoreUnavailable.class, change);
                assertThat(everything()).isEqualTo(before);
            }
            // What frees memory is taken.
            apply(ChangeBuilder.on(s1).clear());
            delete(s1);
            assertThat(everything()).isEmpty();
        } finally {
            cli.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void aSessionThatRedisExpiredLeavesNothingToTheOneThatFollows() {
        apply(ChangeBuilder.on(s1).user("u").create());
        apply(ChangeBuilder.on(key("s2")).user("u").create());
        apply(ChangeBuilder.on(key("s3")).user("u").create());
        for (String id : List.of("s1", "s2", "s3")) {
            cli.command("DEL", prefix + "session:" + id + ":meta");
        }
        advance(Duration.ofMinutes(1));

        create(s1);
        apply(ChangeBuilder.on(key("s2")).user("v").append(Fixtures.message("m", now)));
        apply(ChangeBuilder.on(key("s3")).user("u").put());

        assertThat(cli.fields(prefix + "owners")).isEqualTo(Map.of("s2", "v", "s3", "u"));
        assertThat(cli.texts("ZRANGE", prefix + "user:u:sessions", 0, -1, "WITHSCORES"))
                .containsExactly("s3", Long.toString(now.toEpochMilli()));
        assertThat(cli.texts("ZRANGE", prefix + "user:v:sessions", 0, -1)).containsExactly("s2");
        assertThat(listOf("u").total()).isEqualTo(1);
    }

    private List<SessionChange<?>> steps() {
        return List.of(
                ChangeBuilder.on(s1).user("v").state("{\"y\":1}").put(),
                ChangeBuilder.on(s1).user("v").state("{\"y\":1}").patch(),
                ChangeBuilder.on(s1).once("k", "d").user("v").state("{\"y\":1}").append(Fixtures.message("n", now)),
                ChangeBuilder.on(s1).touch(),
                ChangeBuilder.on(s1).clear(),
                ChangeBuilder.on(s1).delete());
    }

    /** Every key of the namespace with its content and the time at which it expires. */
    private Map<String, String> everything() {
        Map<String, String> all = new TreeMap<>();
        for (String key : cli.texts("KEYS", prefix + "*")) {
            Object content = switch (cli.text("TYPE", key)) {
                case "hash" -> cli.fields(key);
                case "list" -> cli.texts("LRANGE", key, 0, -1);
                case "zset" -> cli.texts("ZRANGE", key, 0, -1, "WITHSCORES");
                default -> cli.text("GET", key);
            };
            all.put(key, content + " until " + cli.command("EVAL", EXPIRES, "1", key));
        }
        return all;
    }

    // PEXPIRETIME is younger than Redis 6.2; a second is what two looks may differ by.
    private static final String EXPIRES = "local left = redis.call('PTTL', KEYS[1]) if left < 0 then return left end "
            + "local t = redis.call('TIME') return math.floor((t[1] * 1000 + t[2] / 1000 + left) / 60000)";
}
