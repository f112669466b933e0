package io.continuo.store.embedded;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.store.SessionStore;
import io.continuo.store.StoreAgreement;

/** Memory and file. */
class EmbeddedAgreementTest extends StoreAgreement {

    @TempDir
    private static Path directory;

    private static EmbeddedSessionStore memory;
    private static EmbeddedSessionStore file;

    @BeforeAll
    static void open() {
        memory = new EmbeddedSessionStore(EmbeddedSettings.inMemory());
        file = new EmbeddedSessionStore(EmbeddedSettings.inFile(directory));
    }

    @AfterAll
    static void close() {
        memory.close();
        file.close();
    }

    @Override
    protected SessionStore one() {
        return memory;
    }

    @Override
    protected SessionStore other() {
        return file;
    }
}
