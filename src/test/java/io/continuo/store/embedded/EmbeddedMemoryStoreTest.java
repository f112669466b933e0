package io.continuo.store.embedded;

import org.junit.jupiter.api.AfterAll;

import io.continuo.store.SessionStore;
import io.continuo.store.SessionStoreContract;

class EmbeddedMemoryStoreTest extends SessionStoreContract {

    private static final EmbeddedSessionStore STORE = new EmbeddedSessionStore(EmbeddedSettings.inMemory());

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Override
    protected SessionStore store() {
        return STORE;
    }
}
