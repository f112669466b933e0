package io.continuo.session;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.DocumentChange;
import io.continuo.model.Query;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.SessionChange;
import io.continuo.store.SessionStore;

/** Changes and queries at the clock's time. Nothing happens before subscription. */
@Singleton
final class Steps {

    private final SessionStore store;
    private final Quotas quotas;
    private final NamespaceRegister namespaces;
    private final Clock clock;

    Steps(SessionStore store, Quotas quotas, NamespaceRegister namespaces, Clock clock) {
        this.store = store;
        this.quotas = quotas;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    <R> Uni<R> apply(Change<R> change) {
        return Uni.createFrom().deferred(() -> apply(change, clock.instant()));
    }

    <R> Uni<R> apply(Change<R> change, Instant now) {
        return quotas.apply(change, now).onItemOrFailure().invoke((answer, failure) -> applied(change, failure));
    }

    /** Only a change of a session or a document, and one that may have happened, shows that a namespace is in use. */
    private void applied(Change<?> change, @Nullable Throwable failure) {
        if ((failure == null || failure instanceof OutcomeUnknown)
                && (change instanceof SessionChange
                        || change instanceof DocumentChange
                        || change instanceof RestoreSession
                        || change instanceof RestoreDocument)) {
            namespaces.written(change.namespace());
        }
    }

    <R> Uni<R> read(Query<R> query) {
        return Uni.createFrom().deferred(() -> store.read(query, clock.instant()));
    }
}
