package io.continuo.store.embedded;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.store.SessionStore;
import io.continuo.store.SessionStoreContract;
import io.continuo.store.codec.Codecs;

/** Compressed and sealed. */
class EmbeddedSealedTest extends SessionStoreContract {

    @TempDir
    private static Path directory;

    private static EmbeddedSessionStore store;

    @BeforeAll
    static void open() {
        store = new EmbeddedSessionStore(EmbeddedSettings.inFile(directory).with(Codecs.sealed()));
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
