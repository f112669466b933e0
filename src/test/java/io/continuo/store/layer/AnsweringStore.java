package io.continuo.store.layer;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.store.SessionStore;

/**
 * Gives the answers, and above all the failures, that a test asks for. It keeps nothing: what a real store does is tested
 * with a real one.
 */
public final class AnsweringStore implements SessionStore {

    private final Function<Object, Uni<?>> answers;
    private final List<Object> asked = new CopyOnWriteArrayList<>();

    public AnsweringStore(Function<Object, Uni<?>> answers) {
        this.answers = answers;
    }

    /** The changes and queries that were subscribed to, in their order. */
    public List<Object> asked() {
        return asked;
    }

    @Override
    public String name() {
        return "answering";
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        return answer(change);
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        return answer(query);
    }

    @Override
    public StoreHealth health() {
        return new StoreHealth(true, "It answers.");
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return Uni.createFrom().nothing();
    }

    /** The test gives what the step's type promises. */
    @SuppressWarnings("unchecked")
    private <R> Uni<R> answer(Object step) {
        return Uni.createFrom().deferred(() -> {
            asked.add(step);
            return (Uni<R>) answers.apply(step);
        });
    }
}
