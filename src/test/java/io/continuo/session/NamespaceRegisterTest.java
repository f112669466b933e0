package io.continuo.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DeleteSession;
import io.continuo.model.ListNamespaces;
import io.continuo.model.LoadSession;
import io.continuo.model.Namespace;
import io.continuo.model.Precondition;
import io.continuo.model.RegisterNamespace;
import io.continuo.model.Room;
import io.continuo.model.SessionKey;
import io.continuo.store.layer.AnsweringStore;

/** When a namespace is noted, and what happens where that fails; what noting does is the stores' matter. */
class NamespaceRegisterTest {

    private static final Namespace NAMESPACE = new Namespace("app");
    private static final SessionKey SESSION = SessionKey.of("app", "s");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T09:30:00Z"), ZoneOffset.UTC);

    private final AtomicReference<Uni<?>> noting =
            new AtomicReference<>(Uni.createFrom().item(true));
    private final AtomicReference<Uni<?>> answer =
            new AtomicReference<>(Uni.createFrom().item("done"));
    private Set<Namespace> listed = Set.of();
    private final AnsweringStore store = new AnsweringStore(step -> {
        if (step instanceof RegisterNamespace) {
            return noting.get();
        }
        return step instanceof ListNamespaces ? Uni.createFrom().item(listed) : answer.get();
    });
    private final KnownNamespaces known = new KnownNamespaces(List.of());
    private final NamespaceRegister register = new NamespaceRegister(store, known, CLOCK, Duration.ofMillis(1));
    private final Steps steps = new Steps(store, new Quotas(store, any -> Room.ENDLESS, CLOCK), register, CLOCK);

    @Test
    void theFirstChangeOfANamespaceNotesItOnce() {
        delete();
        delete();

        assertThat(noted()).isEqualTo(1);
        assertThat(known.all()).contains(NAMESPACE);
    }

    @Test
    void aConfiguredNamespaceIsKnownWithoutANote() {
        KnownNamespaces configured = new KnownNamespaces(List.of(NAMESPACE));
        new Steps(
                        store,
                        new Quotas(store, any -> Room.ENDLESS, CLOCK),
                        new NamespaceRegister(store, configured, CLOCK, Duration.ofMillis(1)),
                        CLOCK)
                .apply(change())
                .await()
                .indefinitely();

        assertThat(noted()).isZero();
    }

    @Test
    void aChangeThatFailedAndAReadNoteNothing() {
        answer.set(Uni.createFrom().failure(new SessionNotFound(SESSION.id())));
        delete();
        steps.read(new LoadSession(SESSION, null, null))
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();

        assertThat(noted()).isZero();
        assertThat(known.all()).doesNotContain(NAMESPACE);
    }

    @Test
    void aChangeWhoseAnswerWasLostNotesItsNamespace() {
        answer.set(Uni.createFrom().failure(new OutcomeUnknown(Duration.ofSeconds(1), null)));
        delete();

        assertThat(noted()).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotNoteItHoldsUpNoChangeAndIsAskedAgain() {
        AtomicInteger failures = new AtomicInteger();
        noting.set(Uni.createFrom().item(() -> {
            if (failures.incrementAndGet() <= 3) {
                throw new StoreUnavailable("The store is away.", Duration.ofSeconds(1), null);
            }
            return true;
        }));

        assertThat(steps.apply(change()).await().indefinitely()).isEqualTo("done");
        await().until(() -> failures.get() == 4);
        delete();

        assertThat(failures.get()).isEqualTo(4);
    }

    @Test
    void aChangeDoesNotWaitForANoteThatHangs() {
        noting.set(Uni.createFrom().nothing());

        assertThat(steps.apply(change()).await().atMost(Duration.ofSeconds(5))).isEqualTo("done");
    }

    @Test
    void whereTheStoreWasAwayTooLongTheNextChangeTriesAgain() {
        AtomicInteger tries = new AtomicInteger();
        noting.set(Uni.createFrom().item(() -> {
            tries.incrementAndGet();
            throw new StoreUnavailable("The store is away.", Duration.ofSeconds(1), null);
        }));
        delete();

        await().until(() -> {
            delete();
            return tries.get() > NamespaceRegister.RETRIES + 1;
        });
    }

    @Test
    void whatTheStoreListsIsKnownAndNotNotedAgain() {
        listed = Set.of(NAMESPACE, new Namespace("elsewhere"));
        register.learn().await().indefinitely();
        delete();

        assertThat(known.all()).contains(NAMESPACE, new Namespace("elsewhere"));
        assertThat(noted()).isZero();
    }

    @Test
    void whatTheStoreHasLostIsNotedAgain() {
        delete();
        register.learn().await().indefinitely();
        delete();

        assertThat(noted()).isEqualTo(2);
    }

    private void delete() {
        steps.apply(change()).onFailure().recoverWithNull().await().indefinitely();
    }

    private static Change<?> change() {
        return new DeleteSession(SESSION, Precondition.NONE, null);
    }

    private long noted() {
        return store.asked().stream()
                .filter(step -> step.equals(new RegisterNamespace(NAMESPACE)))
                .count();
    }
}
