package io.continuo.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.continuo.store.SessionStore;
import io.continuo.store.StoreAgreement;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;
import io.continuo.support.SharedRedis;

/** Redis with sealed values, and the embedded store with plain ones. */
class RedisSealedAgreementTest extends StoreAgreement {

    private static RedisSessionStore sealed;
    private static EmbeddedSessionStore plain;

    @BeforeAll
    static void open() {
        sealed = TestStores.sealedOn(SharedRedis.standalone().uri(), 1);
        plain = new EmbeddedSessionStore(EmbeddedSettings.inMemory());
    }

    @AfterAll
    static void close() {
        sealed.close();
        plain.close();
    }

    @Override
    protected SessionStore one() {
        return plain;
    }

    @Override
    protected SessionStore other() {
        return sealed;
    }
}
