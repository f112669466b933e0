package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.continuo.model.DocumentKey;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.ReadMessages;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreFacts;
import io.continuo.store.codec.Codecs;
import io.continuo.store.codec.DictionaryMaker;
import io.continuo.store.codec.ValueCodec;
import io.continuo.support.SharedRedis;

/** Values with a dictionary, read by replicas that have to load it first. */
class RedisDictionaryTest extends StoreFacts {

    private static final int ENOUGH = 200;
    private static RedisSessionStore writer;

    private final DocumentKey document = DocumentKey.of(s1, "notes", "d");

    @BeforeAll
    static void open() {
        ValueCodec codec = Codecs.learning(ENOUGH, "k1");
        writer = TestStores.on(SharedRedis.standalone().uri(), 16, codec);
        DictionaryMaker.begin(codec, writer, Clock.systemUTC(), Infrastructure.getDefaultWorkerPool());
    }

    @AfterAll
    static void close() {
        writer.close();
    }

    @Override
    protected SessionStore store() {
        return writer;
    }

    @Test
    void aReplicaThatMeetsADictionaryLoadsIt() {
        for (int i = 0; i < ENOUGH; i++) {
            append(s1, text(i));
        }
        Awaitility.await().until(() -> !read(new LoadDictionaries(namespace)).isEmpty());
        Awaitility.await().until(() -> {
            SessionKey fresh = key("s-" + System.nanoTime());
            append(fresh, text(1));
            byte[] stored = SharedRedis.standalone()
                    .cli()
                    .bytes("LINDEX", TestStores.keys(16).of(fresh).history(), "0");
            return stored != null && stored[1] == 7;
        });
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":{\"text\":\"" + text(1) + "\"}}")
                .metadata("{\"m\":\"" + text(2) + "\"}")
                .put());
        append(s1, text(3));
        apply(new PutDocument(
                document, Fixtures.json("{\"text\":\"" + text(4) + "\"}"), null, 10, Precondition.NONE, null));

        sees(replica -> assertThat(at(replica, new LoadSession(s1, 5, null))).isEqualTo(loadWithHistory(s1, 5)));
        sees(replica -> assertThat(at(replica, new ReadMessages(s1, 5, false, null, null, null))
                        .messages())
                .hasSize(5));
        sees(replica -> assertThat(at(replica, new ListSessions(namespace, null, null, null, 50))
                        .sessions())
                .contains(list(50, null).sessions().get(0)));
        sees(replica -> assertThat(at(replica, new LoadDocument(document)).body())
                .isEqualTo(read(new LoadDocument(document)).body()));
        sees(replica -> assertThat(replica.apply(
                                ChangeBuilder.on(s1)
                                        .state("{\"a\":{\"more\":1}}")
                                        .metadata("{\"n\":1}")
                                        .patch(),
                                now)
                        .await()
                        .indefinitely()
                        .session()
                        .state())
                .isEqualTo(Map.of("a", Fixtures.json("{\"text\":\"" + text(1) + "\",\"more\":1}"))));
    }

    private interface Look {
        void at(RedisSessionStore replica);
    }

    /** A new replica for each look, which knows no dictionary. */
    private static void sees(Look look) {
        try (RedisSessionStore replica = TestStores.on(SharedRedis.standalone().uri(), 16, Codecs.sealing("k1"))) {
            look.at(replica);
        }
    }

    private <R> R at(SessionStore replica, io.continuo.model.Query<R> query) {
        return replica.read(query, now).await().indefinitely();
    }

    private static String text(int number) {
        return "Stage " + number % 5 + " is complete, what would you like to do now, "
                + Integer.toHexString(number * 7919) + "? There are several ways to go on from here.";
    }
}
