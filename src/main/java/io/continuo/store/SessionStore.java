package io.continuo.store;

import java.time.Instant;

import io.smallrye.mutiny.Uni;

import io.continuo.model.Change;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;

/**
 * Keeps sessions.
 *
 * <p><b>Atomicity.</b> Each change is one atomic step: its checks (replayed key, existence, precondition, limits), the
 * change, trimming, the expiry and the index happen together or not at all, and no other step comes between. Each read of
 * a session is one consistent snapshot. A list is not a snapshot: see {@link io.continuo.model.ListSessions}.
 *
 * <p><b>Time</b> is handed in, in milliseconds; finer parts are dropped. A store never reads a clock to decide anything,
 * so that every store answers alike. A session whose {@code expires_at} is not after {@code now} is absent for every step
 * and is removed first in it. A step never moves {@code last_interaction} back.
 *
 * <p><b>Failures</b> are {@link io.continuo.model.ContinuoException}s and nothing else. After any of them but
 * {@code OutcomeUnknown} and {@code EncryptionKeyMissing} nothing has changed. A read never fails with {@code OutcomeUnknown}.
 *
 * <p><b>Laziness.</b> Nothing happens before subscription; each subscription is a step of its own. Cancelling a
 * subscription does not take back a step that was sent. Nothing blocks the subscribing thread.
 */
public interface SessionStore {

    /** The store's name in answers and logs: {@code redis} or {@code embedded}. */
    String name();

    /** Applies one change at the time given. */
    <R> Uni<R> apply(Change<R> change, Instant now);

    /** Answers one question as of the time given. */
    <R> Uni<R> read(Query<R> query, Instant now);

    /** Whether requests are served now, as last observed; does not ask the store. */
    StoreHealth health();

    /** What an operator wants to know of the store behind a namespace; never fails and takes at most a second. */
    Uni<StoreStatus> status(Namespace namespace);
}
