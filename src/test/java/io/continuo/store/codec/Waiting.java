package io.continuo.store.codec;

import java.time.Instant;

import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.store.SessionStore;

/** A store whose steps have happened when their subscription returns. */
record Waiting(SessionStore inner) implements SessionStore {

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        return Uni.createFrom().item(() -> inner.apply(change, now).await().indefinitely());
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        return Uni.createFrom().item(() -> inner.read(query, now).await().indefinitely());
    }

    @Override
    public StoreHealth health() {
        return inner.health();
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return inner.status(namespace);
    }
}
