package io.continuo.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.CreateSession;
import io.continuo.model.Namespace;
import io.continuo.model.PatchSession;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.Room;
import io.continuo.store.SessionStore;

/**
 * Holds namespaces to what they may have in all. What a change adds is refused in its step; what the step goes by is counted
 * beside it. A change that is refused is tried once more when what has expired was swept and all was counted anew, so that
 * what is gone holds up nobody.
 */
@Singleton
final class Quotas {

    private static final String OF_NAMESPACE = "namespace_";

    private final SessionStore store;
    private final Function<Namespace, Room> allowed;
    private final Clock clock;

    /** Of configured namespaces only, so they are few. */
    private final Map<Namespace, Holding> holdings = new ConcurrentHashMap<>();

    @Inject
    Quotas(SessionStore store, Namespaces namespaces, Clock clock) {
        this(store, namespaces::allowed, clock);
    }

    Quotas(SessionStore store, Function<Namespace, Room> allowed, Clock clock) {
        this.store = store;
        this.allowed = allowed;
        this.clock = clock;
    }

    /** Applies a change, with what the namespace has room for where that is bounded. */
    <R> Uni<R> apply(Change<R> change, Instant now) {
        Room room = allowed.apply(change.namespace());
        return room.equals(Room.ENDLESS) || !adds(change)
                ? store.apply(change, now)
                : apply(change, now, holding(change.namespace(), room));
    }

    private <R> Uni<R> apply(Change<R> change, Instant now, Holding holding) {
        return holding.room()
                .chain(room -> within(room, change, now, holding))
                .onFailure(Quotas::isFull)
                .recoverWithUni(full -> holding.makeRoom(full).chain(room -> within(room, change, now, holding)));
    }

    private <R> Uni<R> within(Room room, Change<R> change, Instant now, Holding holding) {
        return store.apply(with(change, room), now).invoke(outcome -> holding.added(change, outcome));
    }

    private Holding holding(Namespace namespace, Room room) {
        return holdings.computeIfAbsent(namespace, fresh -> new Holding(store, fresh, room, clock));
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof LimitExceeded exceeded && exceeded.limit().startsWith(OF_NAMESPACE);
    }

    private static boolean adds(Change<?> change) {
        return change instanceof CreateSession
                || change instanceof PutSession
                || change instanceof PatchSession
                || change instanceof AppendMessages
                || change instanceof PutDocument;
    }

    /** The same change, which so has the same type of answer. */
    @SuppressWarnings("unchecked")
    private static <R> Change<R> with(Change<R> change, Room room) {
        return (Change<R>) withRoom(change, room);
    }

    private static Change<?> withRoom(Change<?> change, Room room) {
        if (change instanceof CreateSession create) {
            return create.with(create.policy().with(room));
        } else if (change instanceof PutSession put) {
            return put.with(put.policy().with(room));
        } else if (change instanceof PatchSession patch) {
            return patch.with(patch.policy().with(room));
        } else if (change instanceof AppendMessages append) {
            return append.with(append.policy().with(room));
        }
        return ((PutDocument) change).with(room);
    }
}
