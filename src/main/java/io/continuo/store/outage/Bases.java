package io.continuo.store.outage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.Change;
import io.continuo.model.ClearHistory;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.DeleteSession;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.Removed;
import io.continuo.model.RestoreSession;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionWritten;
import io.continuo.model.SweepSessions;

/**
 * What this replica knows of sessions, from the answers that passed through it: made by a full read or by a creation here,
 * moved on by its own writes as long as the version that they give is one more than the known one, dropped at a gap. It is
 * bounded in bytes; what was not used for longest goes first.
 */
final class Bases {

    /**
     * What is known of one session.
     *
     * @param confirmed what the store said; null where it has not heard of the session yet
     * @param shown the same with what was accepted since; null where nothing was
     */
    private record Base(@Nullable Known confirmed, @Nullable Known shown) {

        long bytes() {
            // The two share most of what they hold.
            Known larger = shown != null ? shown : confirmed;
            return larger == null ? 0 : larger.bytes();
        }
    }

    private final long most;
    private final Predicate<SessionKey> waits;
    private final Map<SessionKey, Base> bases = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /**
     * @param most bytes of memory; 0 to know nothing
     * @param waits whether changes of a session were accepted that the store has not heard of yet
     */
    Bases(long most, Predicate<SessionKey> waits) {
        this.most = most;
        this.waits = waits;
    }

    /** What the store last said of the session. */
    synchronized @Nullable Known confirmed(SessionKey session) {
        Base base = bases.get(session);
        return base == null ? null : base.confirmed;
    }

    /** What the store said of the session and was accepted since. */
    synchronized @Nullable Known shown(SessionKey session) {
        Base base = bases.get(session);
        if (base == null) {
            return null;
        }
        return base.shown != null ? base.shown : base.confirmed;
    }

    /** Something was accepted: this is how the session will be. */
    synchronized void show(SessionKey session, Known shown) {
        Base base = bases.get(session);
        keep(session, new Base(base == null ? null : base.confirmed, shown));
    }

    /** All that was accepted has come to the store. */
    synchronized void settle(SessionKey session) {
        Base base = bases.get(session);
        if (base != null && base.confirmed == null) {
            forget(session);
        } else if (base != null) {
            keep(session, new Base(base.confirmed, null));
        }
    }

    synchronized void forget(SessionKey session) {
        Base gone = bases.remove(session);
        if (gone != null) {
            bytes -= gone.bytes();
        }
    }

    /** Learns from the outcome of a change. */
    void wrote(Change<?> change, Object outcome, Instant now) {
        if (outcome instanceof SessionWritten written && written.known() != null) {
            learn((SessionChange<?>) change, written, written.known(), now);
        } else if (outcome instanceof Appended appended && appended.known() != null) {
            learn((AppendMessages) change, appended, appended.known(), now);
        } else if (change instanceof DeleteSession delete) {
            forget(delete.session());
        } else if (change instanceof RestoreSession restore) {
            forget(restore.session());
        } else if (change instanceof SweepSessions sweep && !Removed.NOTHING.equals(outcome)) {
            forget(sweep.namespace());
        }
    }

    /** Learns from a change that failed. */
    void failed(Change<?> change, Throwable failure) {
        boolean uncertain = failure instanceof OutcomeUnknown || failure instanceof SessionNotFound;
        if (uncertain && change instanceof SessionChange<?> of) {
            forget(of.session());
        } else if (uncertain && change instanceof RestoreSession restore) {
            forget(restore.session());
        }
    }

    /** Learns from an answer of the store. */
    void read(Query<?> query, Object answer, Instant now) {
        if (query instanceof LoadSession load && answer instanceof Session session) {
            learn(load.session(), session, now);
        } else if (query instanceof ReadMessages read && answer instanceof MessagePage page) {
            learn(read, page);
        }
    }

    private synchronized void learn(SessionChange<?> change, SessionWritten written, Session session, Instant now) {
        Known base = confirmed(change.session());
        if (isOlder(session, base)) {
            return;
        }
        Tail tail = null;
        if (written.created() && !written.replayed()) {
            tail = Tail.EMPTY;
        } else if (base != null && follows(base, session)) {
            tail = change instanceof ClearHistory ? Tail.EMPTY : base.tail();
        }
        confirm(change.session(), new Known(Known.bare(session), stateOf(session), tail, now));
    }

    private synchronized void learn(AppendMessages change, Appended appended, Session session, Instant now) {
        Known base = confirmed(change.session());
        if (isOlder(session, base)) {
            return;
        }
        List<Message> fresh = appended.messages().stream()
                .filter(message -> !message.duplicate())
                .toList();
        Map<String, JsonText> state = stateOf(session);
        Tail tail = null;
        if (appended.created() && !appended.replayed()) {
            state = merged(Map.of(), change.state());
            tail = Tail.EMPTY.plus(fresh, change.policy().historyLimit());
        } else if (base != null && !appended.replayed() && follows(base, session)) {
            boolean moved = base.session().version() < session.version();
            if (state == null && base.state() != null) {
                state = moved ? merged(base.state(), change.state()) : base.state();
            }
            tail = base.tail() == null || !moved
                    ? base.tail()
                    : base.tail().plus(fresh, change.policy().historyLimit());
        }
        Tail answered = tailOf(session);
        confirm(change.session(), new Known(Known.bare(session), state, longer(tail, answered), now));
    }

    private synchronized void learn(SessionKey key, Session session, Instant now) {
        Known base = confirmed(key);
        if (isOlder(session, base)) {
            return;
        }
        Tail tail = tailOf(session);
        if (base != null && base.isOfSameSession(session) && base.session().version() == session.version()) {
            tail = longer(base.tail(), tail);
        }
        confirm(key, new Known(Known.bare(session), stateOf(session), tail, now));
    }

    /** A page of the newest messages tells the tail of the version that is known, if that has as many. */
    private synchronized void learn(ReadMessages read, MessagePage page) {
        Known base = confirmed(read.session());
        if (base == null
                || read.before() != null
                || read.after() != null
                || !page.unreadable().isEmpty()
                || page.nextSeq() != base.session().totalMessages() + 1
                || page.total() != base.session().messageCount()) {
            return;
        }
        List<Message> messages = new ArrayList<>(page.messages());
        if (read.newestFirst()) {
            Collections.reverse(messages);
        }
        Tail tail = longer(base.tail(), new Tail(List.copyOf(messages), messages.size() == page.total()));
        confirm(read.session(), new Known(base.session(), base.state(), tail, base.confirmedAt()));
    }

    /** Whether the answer was overtaken by one that came after it. */
    private static boolean isOlder(Session session, @Nullable Known base) {
        return base != null
                && base.isOfSameSession(session)
                && session.version() < base.session().version();
    }

    /** Whether nobody else can have changed the session between the two. */
    private static boolean follows(Known base, Session session) {
        long steps = session.version() - base.session().version();
        return base.isOfSameSession(session) && (steps == 0 || steps == 1);
    }

    private static @Nullable Map<String, JsonText> stateOf(Session session) {
        return session.unreadableState().isEmpty() ? session.state() : null;
    }

    private static @Nullable Tail tailOf(Session session) {
        List<Message> history = session.history();
        return history == null || !session.unreadableMessages().isEmpty()
                ? null
                : new Tail(history, history.size() == session.messageCount());
    }

    private static @Nullable Tail longer(@Nullable Tail one, @Nullable Tail other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.messages().size() > one.messages().size() || (other.whole() && !one.whole()) ? other : one;
    }

    /** A state after members were replaced whole, null removing one. */
    static Map<String, JsonText> merged(Map<String, JsonText> state, Map<String, JsonText> members) {
        if (members.isEmpty()) {
            return state;
        }
        Map<String, JsonText> merged = new HashMap<>(state);
        members.forEach((name, value) -> {
            if (value.kind() == JsonText.Kind.NULL) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        return merged;
    }

    private void confirm(SessionKey session, Known known) {
        if (known.state() == null && known.tail() == null) {
            forget(session);
            return;
        }
        Base base = bases.get(session);
        Known shown = base == null ? null : base.shown;
        // What the store says lacks the changes that wait: it must not pass for what was accepted.
        if (shown == null && waits.test(session)) {
            forget(session);
        } else {
            keep(session, new Base(known, shown));
        }
    }

    private void keep(SessionKey session, Base base) {
        Base before = bases.put(session, base);
        bytes += base.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Base> eldest = bases.values().iterator();
        while (bytes > most && eldest.hasNext()) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    private synchronized void forget(Namespace namespace) {
        bases.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().namespace().equals(namespace);
            bytes -= gone ? entry.getValue().bytes() : 0;
            return gone;
        });
    }
}
