package io.continuo.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.continuo.store.SessionStore;
import io.continuo.store.SessionStoreContract;
import io.continuo.support.RedisBinary;
import io.continuo.support.RedisServer;

/** The oldest server that must do: Redis 6.2. */
class RedisBundledTest extends SessionStoreContract {

    private static RedisServer server;
    private static RedisSessionStore store;

    @BeforeAll
    static void open() {
        server = RedisServer.builder().binary(RedisBinary.bundled()).start();
        store = TestStores.on(server.uri(), 1);
    }

    @AfterAll
    static void close() {
        store.close();
        server.close();
    }

    @Override
    protected SessionStore store() {
        return store;
    }
}
