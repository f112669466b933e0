package io.continuo.session;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.model.Query;
import io.continuo.store.SessionStore;

/** Changes and queries at the clock's time. Nothing happens before subscription. */
@Singleton
final class Steps {

    private final SessionStore store;
    private final KnownNamespaces known;
    private final Clock clock;

    Steps(SessionStore store, KnownNamespaces known, Clock clock) {
        this.store = store;
        this.known = known;
        this.clock = clock;
    }

    <R> Uni<R> apply(Change<R> change) {
        return Uni.createFrom().deferred(() -> apply(change, clock.instant()));
    }

    /** Only a change can bring something into a namespace, so that a read does not make it known. */
    <R> Uni<R> apply(Change<R> change, Instant now) {
        known.seen(change.namespace());
        return store.apply(change, now);
    }

    <R> Uni<R> read(Query<R> query) {
        return Uni.createFrom().deferred(() -> store.read(query, clock.instant()));
    }
}
