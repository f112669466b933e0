package io.continuo.session;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.OfUser;
import io.continuo.model.SweepSessions.Swept;
import io.continuo.model.UserKey;

/**
 * Removes what a user has: the sessions, then the documents. It takes many steps, each of them atomic; after a failure midway
 * what was removed is gone, and erasing again removes the rest.
 */
@Singleton
public class UserErasure {

    private static final int BATCH = 500;

    private final Steps steps;

    UserErasure(Steps steps) {
        this.steps = steps;
    }

    /**
     * Erases and tells what was removed by this call.
     *
     * @param keep types of documents that stay where they are, the sessions' too
     */
    public Uni<Removed> erase(UserKey user, Set<String> keep) {
        return sessions(user, keep)
                .chain(sessions ->
                        steps.apply(new RemoveUserDocuments(user, keep, false)).map(sessions::plus));
    }

    private Uni<Removed> sessions(UserKey user, Set<String> keep) {
        OfUser all = new OfUser(user.id(), null, keep);
        return Multi.createBy()
                .repeating()
                .uni(AtomicReference<@Nullable String>::new, from -> batch(user, all, from))
                .whilst(swept -> swept.next() != null)
                .onItem()
                .scan(() -> Removed.NOTHING, (removed, swept) -> removed.plus(swept.removed()))
                .collect()
                .last();
    }

    private Uni<Swept> batch(UserKey user, OfUser all, AtomicReference<@Nullable String> from) {
        return steps.apply(new SweepSessions(user.namespace(), all, from.get(), BATCH, false))
                .invoke(swept -> from.set(swept.next()));
    }
}
