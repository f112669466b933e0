package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DebugSession;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.Query;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreFacts;
import io.continuo.store.codec.Codecs;
import io.continuo.support.RedisCli;
import io.continuo.support.SharedRedis;

/** Sealed values that were moved, damaged, written before there was a key, or under another one. */
class RedisSealedValuesTest extends StoreFacts {

    private static RedisSessionStore sealed;
    private static RedisSessionStore plain;
    private static RedisSessionStore otherKey;

    private final RedisCli cli = SharedRedis.standalone().cli();
    private final SessionKey s2 = key("s2");

    @BeforeAll
    static void open() {
        String uri = SharedRedis.standalone().uri();
        sealed = TestStores.sealedOn(uri, 1);
        plain = TestStores.on(uri, 1);
        otherKey = TestStores.on(uri, 1, Codecs.sealing("k2"));
    }

    @AfterAll
    static void close() {
        sealed.close();
        plain.close();
        otherKey.close();
    }

    @Override
    protected SessionStore store() {
        return sealed;
    }

    @Test
    void aMemberThatWasMovedIsLeftOutAndNamed() {
        apply(ChangeBuilder.on(s1).state("{\"a\":\"one\",\"b\":\"two\"}").create());
        cli.command("HSET", redisKey(s1, "state"), "a", bytes("HGET", redisKey(s1, "state"), "b"));
        Session session = load(s1);
        assertThat(session.unreadableState()).containsExactly("a");
        assertThat(session.state()).containsOnlyKeys("b");
    }

    @Test
    void aMessageOfAnotherSessionIsLeftOutAndNamed() {
        append(s1, "one");
        append(s2, "two");
        cli.command("LSET", redisKey(s1, "history"), "0", bytes("LINDEX", redisKey(s2, "history"), "0"));
        assertThat(loadWithHistory(s1, 5).unreadableMessages()).containsExactly(1L);
    }

    @Test
    void metadataOfAnotherSessionIsUnreadable() {
        apply(ChangeBuilder.on(s1).metadata("{\"m\":1}").create());
        apply(ChangeBuilder.on(s2).metadata("{\"m\":2}").create());
        cli.command("HSET", redisKey(s1, "meta"), "metadata", bytes("HGET", redisKey(s2, "meta"), "metadata"));
        refused(StoredValueUnreadable.class, new LoadSession(s1, null, null));
    }

    @Test
    void aDamagedMemberIsNotMergedInto() {
        apply(ChangeBuilder.on(s1).state("{\"a\":{\"x\":1}}").create());
        byte[] value = bytes("HGET", redisKey(s1, "state"), "a");
        value[value.length - 1] ^= 1;
        cli.command("HSET", redisKey(s1, "state"), "a", value);
        assertThat(refused(
                        StoredValueUnreadable.class,
                        ChangeBuilder.on(s1).state("{\"a\":{\"y\":2}}").patch()))
                .hasMessageContaining("/state/a");
    }

    @Test
    void whatWasWrittenBeforeTheKeyIsReadAndSealedWhenItIsWritten() {
        plain.apply(
                        ChangeBuilder.on(s1)
                                .state("{\"a\":\"one\",\"b\":{\"x\":1}}")
                                .metadata("{\"m\":1}")
                                .create(),
                        now)
                .await()
                .indefinitely();
        Session before =
                plain.read(new LoadSession(s1, null, null), now).await().indefinitely();
        assertThat(load(s1)).isEqualTo(before);
        apply(ChangeBuilder.on(s1).state("{\"b\":{\"y\":2}}").patch());
        assertThat(bytes("HGET", redisKey(s1, "state"), "a")).isEqualTo("\"one\"".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes("HGET", redisKey(s1, "state"), "b")).startsWith(1);
        assertThat(load(s1).state()).containsEntry("b", Fixtures.json("{\"x\":1,\"y\":2}"));
        assertThat(cli.text("HGET", redisKey(s1, "meta"), "state_bytes")).isEqualTo("20");
    }

    @Test
    void aMissingKeyIsNeverAnEmptyAnswer() {
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":\"one\"}")
                .metadata("{\"m\":1}")
                .create());
        append(s1, "one");
        for (Query<?> query :
                List.<Query<?>>of(new LoadSession(s1, null, null), new ListSessions(namespace, null, null, null, 10))) {
            assertThatThrownBy(() -> otherKey.read(query, now).await().indefinitely())
                    .isInstanceOf(EncryptionKeyMissing.class);
        }
        assertThat(otherKey.read(new DebugSession(s1), now)
                        .await()
                        .indefinitely()
                        .findings())
                .anyMatch(finding -> finding.contains("encryption key k1"));
    }

    @Test
    void valuesOfAnySizeAreAnsweredOnTheCallersEventLoop() throws Exception {
        String large = "\"" + "many words ".repeat(20_000) + "\"";
        Context context = TestStores.VERTX.getOrCreateContext();
        for (String value : new String[] {"1", large}) {
            CompletableFuture<Boolean> answered = new CompletableFuture<>();
            context.runOnContext(go -> sealed.apply(
                            ChangeBuilder.on(s1).state("{\"a\":" + value + "}").put(), now)
                    .chain(() -> sealed.read(new LoadSession(s1, null, null), now))
                    .subscribe()
                    .with(
                            session -> answered.complete(Context.isOnEventLoopThread()
                                    && Fixtures.json(value)
                                            .equals(Objects.requireNonNull(session.state())
                                                    .get("a"))),
                            answered::completeExceptionally));
            assertThat(answered.get()).isTrue();
        }
    }

    private String redisKey(SessionKey session, String part) {
        return "continuo:" + namespace + ":session:" + session.id() + ":" + part;
    }

    private byte[] bytes(Object... command) {
        byte[] value = cli.bytes(command);
        assertThat(value).isNotNull();
        return value == null ? new byte[0] : value;
    }
}
