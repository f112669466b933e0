package io.continuo.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.continuo.store.SessionStore;
import io.continuo.store.StoreAgreement;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;
import io.continuo.support.SharedRedis;

/** Redis in partitions and the embedded store. */
class RedisPartitionedAgreementTest extends StoreAgreement {

    private static RedisSessionStore redis;
    private static EmbeddedSessionStore embedded;

    @BeforeAll
    static void open() {
        redis = TestStores.on(SharedRedis.standalone().uri(), 16);
        embedded = new EmbeddedSessionStore(EmbeddedSettings.inMemory());
    }

    @AfterAll
    static void close() {
        redis.close();
        embedded.close();
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
