package io.continuo.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.continuo.store.SessionStore;
import io.continuo.store.SessionStoreContract;
import io.continuo.support.SharedRedis;

/** Compressed and sealed. */
class RedisSealedTest extends SessionStoreContract {

    private static RedisSessionStore store;

    @BeforeAll
    static void open() {
        store = TestStores.sealedOn(SharedRedis.standalone().uri(), 1);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }
}
