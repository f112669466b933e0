package io.continuo.store.outage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.model.Accepted;
import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.CaptureSession;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DocumentChange;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Fallback;
import io.continuo.model.Late;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionWritten;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.store.SessionStore;
import io.continuo.store.Timestamps;

/**
 * Stands in for a store that is away: changes are written down in the journal and made when it is back; reads are answered
 * from what this replica really knows, else not at all. A session whose changes wait is served so until the last of them is
 * made, all others by the store.
 *
 * <p>What was accepted is on the disk before it is answered (where the journal is on one), is made once, and in the order of
 * its session. An outcome or an answer says that it is one of this kind: {@link Accepted}, {@link Fallback}.
 */
public final class FallbackStore implements SessionStore, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FallbackStore.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long LOOK_EVERY_MILLIS = 100;

    /** A store that was opened just now has not answered yet. */
    private static final long FIRST_LOOK_MILLIS = 1_000;

    private final SessionStore store;
    private final Journal journal;
    private final Bases bases;
    private final Backlog backlog = new Backlog();
    private final Replay replay;
    private final Clock clock;
    private final ScheduledFuture<?> looking;
    private volatile Instant lastWell;
    private volatile boolean away;

    private FallbackStore(
            SessionStore store, Journal journal, long knownBytes, Clock clock, ScheduledExecutorService scheduler) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        bases = new Bases(knownBytes, backlog::has);
        replay = new Replay(store, journal, backlog, bases, clock);
        lastWell = clock.instant();
        journal.entries().forEach(this::takeUp);
        looking = scheduler.scheduleWithFixedDelay(
                this::look, FIRST_LOOK_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The store with a journal that stands in for it. What the journal holds from before is made when the store is there.
     *
     * @param knownBytes memory for what is known of sessions
     * @param scheduler for looking after the store; nothing blocks it
     */
    public static FallbackStore wrap(
            SessionStore store, Journal journal, long knownBytes, Clock clock, ScheduledExecutorService scheduler) {
        return new FallbackStore(store, journal, knownBytes, clock, scheduler);
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return Uni.createFrom().deferred(() -> {
            SessionKey session = sessionOf(change);
            if (session != null && backlog.has(session)) {
                return change instanceof SessionChange<R> of
                        ? accepted(of, at)
                        : Uni.createFrom().failure(unavailable());
            }
            return store.apply(change, at)
                    .invoke(outcome -> bases.wrote(change, outcome, at))
                    .onFailure()
                    .invoke(failure -> bases.failed(change, failure))
                    .onFailure(failure -> isAway(failure) && change instanceof SessionChange)
                    .recoverWithUni(() -> accepted((SessionChange<R>) change, at));
        });
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return Uni.createFrom().deferred(() -> {
            SessionKey session = sessionOf(query);
            if (session == null) {
                return store.read(query, at);
            } else if (backlog.has(session)) {
                return known(query, session, at);
            }
            return store.read(query, at)
                    .invoke(answer -> bases.read(query, answer, at))
                    .onFailure(SessionNotFound.class)
                    .invoke(gone -> bases.forget(session))
                    .onFailure(FallbackStore::isAway)
                    .recoverWithUni(() -> known(query, session, at));
        });
    }

    @Override
    public StoreHealth health() {
        StoreHealth health = store.health();
        int waiting = journal.size();
        if (health.available()) {
            return waiting == 0
                    ? health
                    : new StoreHealth(
                            true, health.detail() + " Degraded: " + waiting + " changes wait to be replayed.");
        }
        String detail = health.detail() + " Degraded: changes go to the journal, where " + waiting + " wait.";
        return new StoreHealth(true, detail, new Fallback(lastWell, journal.durable()));
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return store.status(namespace).map(status -> {
            StoreHealth health = health();
            boolean degraded = health.fallback() != null || journal.size() > 0;
            return degraded ? status.degraded(health.detail()) : status;
        });
    }

    /** Figures of the journal. */
    public Journal journal() {
        return journal;
    }

    /** How many changes that had waited were made since the start. */
    public long replayed() {
        return replay.made();
    }

    /** How many members of states such changes wrote over that somebody else had changed meanwhile. */
    public long conflicts() {
        return replay.conflicts();
    }

    /** Ends the work for the store; what still waits stays in the journal. */
    @Override
    public void close() {
        looking.cancel(false);
        journal.close();
    }

    /** Notices that the store goes and comes, and goes on with what waits. */
    private void look() {
        try {
            boolean there = store.health().available();
            if (there) {
                lastWell = clock.instant();
            }
            if (away == there) {
                away = !there;
                tell();
            }
            if (there) {
                replay.goOn();
            }
        } catch (RuntimeException unexpected) {
            LOG.error("Looking after the store failed; it is done again.", unexpected);
        }
    }

    private void tell() {
        if (away) {
            LOG.warnf(
                    "The store is away since about %s. Changes are written to the journal%s, reads are answered from what"
                            + " this replica knows. They are made when the store is back.",
                    Timestamps.format(lastWell), journal.durable() ? "" : " in memory, which a restart empties");
        } else {
            LOG.infof("The store is back; %d changes of the journal are replayed.", journal.size());
        }
    }

    /** A change that was found in the journal at the start. */
    private void takeUp(Entry entry) {
        SessionChange<?> change = (SessionChange<?>) entry.change();
        Accepted accepted = new Accepted(change.session(), new Fallback(lastWell, journal.durable()));
        backlog.with(change.session(), line -> {
            List<Message> messages = change instanceof AppendMessages append ? line.messages(append, null) : List.of();
            Held held = new Held(
                    change, CompletableFuture.completedFuture(entry), outcome(change, null, messages, accepted));
            line.add(held);
            return held;
        });
    }

    private <R> Uni<R> accepted(SessionChange<R> change, Instant now) {
        if (!Lateness.isPossible(change)) {
            return Uni.createFrom().failure(unavailable());
        }
        return Uni.createFrom().deferred(() -> {
            boolean[] again = new boolean[1];
            Held held = backlog.with(change.session(), line -> {
                admit(change, bases.shown(change.session()), now);
                Held earlier = line.under(change.once());
                admit(change, earlier);
                again[0] = earlier != null;
                return earlier != null ? earlier : hold(change, line, now);
            });
            @SuppressWarnings("unchecked")
            R outcome = (R) (again[0] ? held.outcomeAgain() : held.outcome());
            return Uni.createFrom()
                    // A caller who goes away ends the copy: the change stays.
                    .completionStage((again[0] ? held.written() : keptOrTakenBack(held)).copy())
                    .onFailure(failure -> !(failure instanceof ContinuoException))
                    .transform(failure -> notKept())
                    .replaceWith(outcome);
        });
    }

    /** Tells a caller who may not touch the session as little of it as of one that is not known. */
    private static void admit(SessionChange<?> change, @Nullable Known known, Instant now) {
        if (known != null
                && known.session().expiresAt().isAfter(now)
                && !change.precondition().admits(known.session().userId())) {
            throw unavailable();
        }
    }

    /** The outcome of another caller's change is not for one who may touch one user's sessions only. */
    private static void admit(SessionChange<?> change, @Nullable Held earlier) {
        if (earlier != null
                && !change.precondition().admits(earlier.change().precondition().owner())) {
            throw unavailable();
        }
    }

    /** Puts the change into the journal and the line, in this order for all of a session; nothing here waits. */
    private Held hold(SessionChange<?> change, Line line, Instant now) {
        SessionKey session = change.session();
        Known before = bases.shown(session);
        Known base = before != null && before.session().expiresAt().isAfter(now) ? before : null;
        List<Message> messages =
                change instanceof AppendMessages append ? line.messages(append, tailOf(base)) : List.of();
        List<Message> fresh =
                messages.stream().filter(message -> !message.duplicate()).toList();
        Known after = Outlook.after(change, base, fresh, now);
        Late late = new Late(now, Lateness.base(bases.confirmed(session), base));
        SessionChange<?> later = Lateness.of(change, late);
        CompletableFuture<Entry> written = journal.append(later, now).subscribeAsCompletionStage();
        Fallback fallback = new Fallback(after == null ? lastWell : after.confirmedAt(), journal.durable());
        Held held = new Held(later, written, outcome(change, after, messages, new Accepted(session, fallback)));
        line.add(held);
        if (after == null) {
            bases.forget(session);
        } else {
            bases.show(session, after);
        }
        return held;
    }

    /** To be called when the line is free again: the journal may have failed at once, on this very thread. */
    private CompletableFuture<Entry> keptOrTakenBack(Held held) {
        return held.written().whenComplete((entry, failure) -> {
            if (failure != null) {
                takeBack(held.change());
            }
        });
    }

    private void takeBack(SessionChange<?> later) {
        backlog.with(later.session(), line -> {
            line.remove(later);
            bases.forget(later.session());
            return later;
        });
    }

    private static @Nullable Tail tailOf(@Nullable Known known) {
        return known == null ? null : known.tail();
    }

    private static Object outcome(
            SessionChange<?> change, @Nullable Known after, List<Message> messages, Accepted accepted) {
        if (change instanceof AppendMessages append) {
            Session session = after == null ? null : asked(append, after, accepted.fallback());
            return new Appended(session, messages, 0, false, true, false, accepted);
        }
        Session session = after == null || after.state() == null ? null : after.as(accepted.fallback(), true, null);
        return new SessionWritten(session, 0, false, true, false, accepted);
    }

    /** The session with what the answer is to carry; null where that is not known. */
    private static @Nullable Session asked(AppendMessages append, Known after, Fallback fallback) {
        int count = append.answer().history();
        Tail tail = after.tail();
        List<Message> history = count == 0 || tail == null ? null : tail.last(count);
        boolean known = (!append.answer().state() || after.state() != null) && (count == 0 || history != null);
        return known ? after.as(fallback, append.answer().state(), history) : null;
    }

    /** Answers from what is known; fails where that does not tell. */
    @SuppressWarnings("unchecked")
    private <R> Uni<R> known(Query<R> query, SessionKey session, Instant now) {
        Known known = bases.shown(session);
        if (known == null || !known.session().expiresAt().isAfter(now)) {
            return Uni.createFrom().failure(unavailable());
        }
        Object answer = Answers.of(query, known, new Fallback(known.confirmedAt(), journal.durable()));
        return answer == null
                ? Uni.createFrom().failure(unavailable())
                : Uni.createFrom().item((R) answer);
    }

    private static @Nullable SessionKey sessionOf(Query<?> query) {
        if (query instanceof LoadSession load) {
            return load.session();
        } else if (query instanceof ReadMessages read) {
            return read.session();
        } else if (query instanceof CaptureSession capture) {
            return capture.session();
        }
        if (query instanceof LoadDocument load) {
            return sessionOf(load.document().owner());
        } else if (query instanceof ListDocuments list) {
            return sessionOf(list.owner());
        }
        return query instanceof SessionExists exists ? exists.session() : null;
    }

    private static @Nullable SessionKey sessionOf(Change<?> change) {
        if (change instanceof SessionChange<?> of) {
            return of.session();
        } else if (change instanceof DocumentChange<?> of) {
            return sessionOf(of.document().owner());
        } else if (change instanceof RestoreDocument restore) {
            return sessionOf(restore.document().owner());
        }
        return change instanceof RestoreSession restore ? restore.session() : null;
    }

    private static @Nullable SessionKey sessionOf(DocumentOwner owner) {
        return owner instanceof SessionKey session ? session : null;
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof StoreUnavailable unavailable && unavailable.away();
    }

    private static StoreUnavailable unavailable() {
        return StoreUnavailable.away(
                "The store cannot be reached now, and what was asked cannot be answered without it.", RETRY_AFTER);
    }

    private static ContinuoException notKept() {
        return StoreUnavailable.away(
                "The store cannot be reached now, and the journal takes no more changes.", RETRY_AFTER);
    }
}
