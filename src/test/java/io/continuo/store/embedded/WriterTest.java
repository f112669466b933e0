package io.continuo.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.OutcomeUnknown;

class WriterTest {

    @Test
    void anErrorInOneStepIsItsOwnAndTakesBackWhatItWrote() throws Exception {
        EmbeddedSettings settings = EmbeddedSettings.inMemory();
        byte[] key = Keys.of("key");
        try (Access access = new Access(settings);
                Writer writer = new Writer(settings, access)) {
            CompletableFuture<Object> fails = writer.submit(
                    (engine, edit) -> {
                        edit.put(engine.database().tables().about(), key, key);
                        throw new StackOverflowError();
                    },
                    true);
            CompletableFuture<Boolean> follows = writer.submit(
                    (engine, edit) -> engine.database().tables().about().containsKey(key), true);

            assertThatThrownBy(() -> fails.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(OutcomeUnknown.class);
            assertThat(follows.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }
}
