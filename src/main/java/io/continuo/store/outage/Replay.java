package io.continuo.store.outage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.Late;
import io.continuo.model.LoadSession;
import io.continuo.model.PatchSession;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionKey;
import io.continuo.store.SessionStore;

/**
 * Makes the changes that wait, once the store is back: those of one session in their order, several sessions at a time. A
 * change whose outcome is not known is made again, which its idempotency key makes safe.
 */
final class Replay {

    private static final Logger LOG = Logger.getLogger(Replay.class);
    private static final int AT_A_TIME = 32;
    private static final Duration PUT_OFF = Duration.ofMillis(500);

    private enum Step {
        GO_ON,
        DONE,
        LATER
    }

    private final SessionStore store;
    private final Journal journal;
    private final Backlog backlog;
    private final Bases bases;
    private final Clock clock;
    private final Queue<SessionKey> sessions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();

    Replay(SessionStore store, Journal journal, Backlog backlog, Bases bases, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.backlog = backlog;
        this.bases = bases;
        this.clock = clock;
    }

    /** How many changes were made since the start. */
    long made() {
        return made.get();
    }

    /** How many members of states were written over that somebody else had changed meanwhile. */
    long conflicts() {
        return conflicts.get();
    }

    /** Goes on with whatever waits; to be called again and again while the store is there. */
    void goOn() {
        if (sessions.isEmpty()) {
            sessions.addAll(backlog.sessions());
        }
        fill();
    }

    private void fill() {
        while (running.get() < AT_A_TIME) {
            SessionKey next = sessions.poll();
            if (next == null) {
                return;
            }
            if (backlog.with(next, line -> line.begin(System.nanoTime()))) {
                running.incrementAndGet();
                new OfOneSession(next).run();
            }
        }
    }

    /** The replay of one session, from its first change until none is left or the store is away again. */
    private final class OfOneSession {

        private final SessionKey session;
        private Uni<Void> noted = Uni.createFrom().voidItem();
        private Set<String> changedElsewhere = Set.of();

        OfOneSession(SessionKey session) {
            this.session = session;
        }

        void run() {
            compare()
                    .chain(() -> Multi.createBy()
                            .repeating()
                            .uni(this::step)
                            .whilst(step -> step == Step.GO_ON)
                            .collect()
                            .last())
                    .subscribe()
                    .with(this::ended, this::broke);
        }

        /** Looks for what others have changed since the session was last known here; only to count it. */
        private Uni<Void> compare() {
            Known base = bases.confirmed(session);
            if (base == null || base.state() == null) {
                return Uni.createFrom().voidItem();
            }
            return store.read(new LoadSession(session, null, null), clock.instant())
                    .invoke(found -> changedElsewhere = Conflicts.changedElsewhere(base, found))
                    .onFailure(ContinuoException.class)
                    .recoverWithNull()
                    .replaceWithVoid();
        }

        private void ended(Step last) {
            if (last == Step.LATER) {
                putOff();
            }
            running.decrementAndGet();
            // A store that is away again fails all that waits at once, each within the one before: look() goes on with
            // those.
            if (last != Step.LATER) {
                fill();
            }
        }

        private void broke(Throwable failure) {
            LOG.errorf(
                    failure,
                    "The replay of a session of namespace %s broke off; it is tried again.",
                    session.namespace());
            ended(Step.LATER);
        }

        private void putOff() {
            backlog.with(session, line -> {
                line.putOff(System.nanoTime() + PUT_OFF.toNanos());
                return true;
            });
        }

        private Uni<Step> step() {
            Held first = backlog.with(session, Line::first);
            return first == null
                    ? noted.map(all -> end())
                    : Uni.createFrom()
                            .completionStage(first.written())
                            .chain(entry -> make(first, entry))
                            .invoke(step -> passed(step))
                            // What could not be kept is on its way out of the line.
                            .onFailure(failure -> !(failure instanceof Error))
                            .recoverWithItem(Step.LATER);
        }

        /** Ends the replay, unless something has been added meanwhile. */
        private Step end() {
            return backlog.with(session, line -> {
                boolean ended = line.end();
                if (ended) {
                    bases.settle(session);
                }
                return ended ? Step.DONE : Step.GO_ON;
            });
        }

        private void passed(Step step) {
            if (step == Step.GO_ON) {
                backlog.with(session, line -> {
                    line.removeFirst();
                    return true;
                });
            }
        }

        private Uni<Step> make(Held held, Entry entry) {
            Instant now = clock.instant();
            return apply(held.change(), now)
                    .map(outcome -> {
                        bases.wrote(held.change(), outcome, now);
                        made.incrementAndGet();
                        conflicts.addAndGet(Conflicts.in(held.change(), changedElsewhere));
                        note(entry);
                        return Step.GO_ON;
                    })
                    .onFailure(failure -> mayEndDifferently(held.change(), failure))
                    .recoverWithItem(Step.LATER)
                    .onFailure(ContinuoException.class)
                    .recoverWithUni(failure -> bury(entry, failure, now));
        }

        /** Notes that the change is made; the line goes on meanwhile, and ends when the last note is on the disk. */
        private void note(Entry entry) {
            noted = journal.done(List.of(entry))
                    .onFailure()
                    .invoke(failure -> LOG.warnf(
                            "The journal cannot note that a change was made (%s). After a restart it is made again, which"
                                    + " changes nothing.",
                            failure.getMessage()))
                    .onFailure()
                    .recoverWithNull()
                    .memoize()
                    .indefinitely();
            noted.subscribe().with(done -> {});
        }

        private Uni<Step> bury(Entry entry, Throwable failure, Instant now) {
            bases.forget(session);
            return journal.deadLetter(entry, String.valueOf(failure.getMessage()), now)
                    .replaceWith(Step.GO_ON);
        }
    }

    private Uni<?> apply(SessionChange<?> change, Instant now) {
        Uni<?> outcome = store.apply(change, now);
        if (change instanceof PatchSession patch) {
            return outcome.onFailure(failure -> failure instanceof SessionNotFound && mayCreate(patch, now))
                    .recoverWithUni(() -> widened(store.apply(Lateness.onNothing(patch), now)));
        }
        return outcome;
    }

    @SuppressWarnings("unchecked")
    private static <T> Uni<T> widened(Uni<?> outcome) {
        return (Uni<T>) outcome;
    }

    /** Whether the session was not deleted: it is not known that there was one, or it has expired. */
    private static boolean mayCreate(PatchSession patch, Instant now) {
        Late late = patch.precondition().late();
        return late == null || late.base() == null || !late.base().expiresAt().isAfter(now);
    }

    private static boolean mayEndDifferently(SessionChange<?> change, Throwable failure) {
        return failure instanceof StoreUnavailable
                || failure instanceof OutcomeUnknown
                || failure instanceof EncryptionKeyMissing
                || (failure instanceof SessionExists && change instanceof PatchSession);
    }
}
