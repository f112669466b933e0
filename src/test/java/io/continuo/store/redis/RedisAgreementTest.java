package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.continuo.model.Namespace;
import io.continuo.store.SessionStore;
import io.continuo.store.StoreAgreement;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;
import io.continuo.support.RedisCli;
import io.continuo.support.SharedRedis;

/** Redis and the embedded store. */
class RedisAgreementTest extends StoreAgreement {

    private static final Offset<Long> BETWEEN_TWO_LOOKS = Offset.offset(2_000L);

    private static RedisSessionStore redis;
    private static EmbeddedSessionStore embedded;

    @BeforeAll
    static void open() {
        redis = TestStores.on(SharedRedis.standalone().uri(), 1);
        embedded = new EmbeddedSessionStore(EmbeddedSettings.inMemory());
    }

    @AfterAll
    static void close() {
        redis.close();
        embedded.close();
    }

    /** Every key of a session expires, and all of one session at the same time. */
    @Override
    protected void played(Namespace namespace, String place) {
        RedisCli cli = SharedRedis.standalone().cli();
        List<String> all = cli.texts("KEYS", "continuo:" + namespace + ":session:*");
        assertThat(all)
                .as(place)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(cli.number("PTTL", key)).as(key).isPositive());
        for (String meta : all.stream().filter(key -> key.endsWith(":meta")).toList()) {
            long left = cli.number("PTTL", meta);
            assertThat(left).as(place + ", " + meta).isPositive();
            for (String part : List.of("state", "history", "once", "documents")) {
                String key = meta.replaceAll("meta$", part);
                if (cli.number("EXISTS", key) == 1) {
                    assertThat(cli.number("PTTL", key)).as(place + ", " + key).isCloseTo(left, BETWEEN_TWO_LOOKS);
                }
            }
        }
    }

    @Override
    protected SessionStore one() {
        return embedded;
    }

    @Override
    protected SessionStore other() {
        return redis;
    }
}
