package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.continuo.model.Appended;
import io.continuo.model.LoadSession;
import io.continuo.model.Session;

/** Nothing happens before subscription, and each subscription is a step of its own. */
public abstract class LazinessContract extends StoreFacts {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void nothingHappensBeforeSubscription() {
        Uni<Appended> append = store().apply(ChangeBuilder.on(s1).append(Fixtures.message("a", now)), now);
        // A step of the same store that comes after would see what came before.
        create(key("other"));
        assertThat(exists(s1)).isFalse();

        append.await().atMost(PATIENCE);

        assertThat(exists(s1)).isTrue();
    }

    @Test
    void twoSubscriptionsAreTwoSteps() {
        Uni<Appended> append = store().apply(ChangeBuilder.on(s1).append(Fixtures.message("a", now)), now);

        assertThat(append.await().atMost(PATIENCE).version()).isEqualTo(1);
        assertThat(append.await().atMost(PATIENCE).version()).isEqualTo(2);
        assertThat(load(s1).totalMessages()).isEqualTo(2);
    }

    @Test
    void aReadSeesWhatIsThereWhenItIsSubscribedTo() {
        Uni<Session> load = store().read(new LoadSession(s1, null, null), now);
        create(s1);

        assertThat(load.await().atMost(PATIENCE).version()).isEqualTo(1);
        apply(ChangeBuilder.on(s1).touch());
        assertThat(load.await().atMost(PATIENCE).version()).isEqualTo(2);
    }

    @Test
    void cancellingDoesNotTakeBackAStepThatWasSent() {
        create(s1);
        var subscription = store().apply(ChangeBuilder.on(s1).append(Fixtures.message("a", now)), now)
                .subscribe()
                .with(ignored -> {});
        subscription.cancel();

        await().atMost(PATIENCE).until(() -> load(s1).totalMessages() == 1);
    }

    @Test
    void aFailureDoesNotSpoilTheNextSubscription() {
        Uni<Session> load = store().read(new LoadSession(s1, null, null), now);
        refused(io.continuo.model.ContinuoException.SessionNotFound.class, new LoadSession(s1, null, null));
        assertThat(load.onFailure().recoverWithNull().await().atMost(PATIENCE)).isNull();

        create(s1);

        assertThat(load.await().atMost(PATIENCE).id()).isEqualTo(s1.id());
    }
}
