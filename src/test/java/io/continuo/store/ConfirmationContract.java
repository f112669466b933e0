package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.continuo.model.KeepConfirmation;
import io.continuo.model.LoadConfirmation;

/** What a confirmation token was given for. */
public abstract class ConfirmationContract extends StoreFacts {

    @Test
    void whatIsKeptIsFoundUntilItsTimeIsOver() {
        assertThat(apply(new KeepConfirmation(namespace, "hash", "request", Duration.ofMinutes(5))))
                .isTrue();

        assertThat(read(new LoadConfirmation(namespace, "hash"))).contains("request");
        assertThat(read(new LoadConfirmation(namespace, "other"))).isEmpty();
        assertThat(read(new LoadConfirmation(Fixtures.freshNamespace(), "hash")))
                .isEmpty();
        advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(read(new LoadConfirmation(namespace, "hash"))).contains("request");
        advance(Duration.ofMillis(1));
        assertThat(read(new LoadConfirmation(namespace, "hash"))).isEmpty();
    }
}
