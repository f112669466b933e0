package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Idle;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.SweepSessions.OfUser;
import io.continuo.model.SweepSessions.One;
import io.continuo.model.SweepSessions.Swept;

/** One step of a sweep of sessions. Each session is taken out whole or left whole. */
final class SessionSweep {

    private final Tables tables;
    private final Sessions sessions;
    private final SweepSessions sweep;
    private final Edit edit;
    private final long now;
    private final List<SessionId> sample = new ArrayList<>();
    private Removed removed = Removed.NOTHING;

    SessionSweep(Tables tables, SweepSessions sweep, Edit edit, long now) {
        this.tables = tables;
        this.sweep = sweep;
        this.edit = sweep.dryRun() ? Edit.dry() : edit;
        this.now = now;
        sessions = new Sessions(tables);
    }

    Swept run() {
        String namespace = sweep.namespace().name();
        if (sweep.which() instanceof One one) {
            examine(Tables.NOTHING, one.session());
            return new Swept(1, removed, sample, null);
        } else if (sweep.which() instanceof OfUser of) {
            return walk(tables.users(), namespace, of.user().value());
        }
        return walk(tables.active(), namespace);
    }

    private Swept walk(MVMap<byte[], byte[]> index, String... range) {
        byte[] begin = Keys.of(range);
        Walk walk = new Walk(index, begin, Keys.beyond(range), entry -> null, edit, sweep.from(), sweep.limit());
        for (byte[] entry = walk.next(); entry != null; entry = walk.next()) {
            examine(entry, new SessionId(Keys.text(entry, begin.length + Long.BYTES)));
        }
        return new Swept(walk.examined(), removed, sample, walk.end());
    }

    private void examine(byte[] entry, SessionId id) {
        SessionKey key = new SessionKey(sweep.namespace(), id);
        try {
            SessionRow row = sessions.find(key);
            if (sweep.which() instanceof Inactive inactive) {
                takeOutIfInactive(inactive, entry, key, row);
            } else if (sweep.which() instanceof Idle idle) {
                if (row != null && !row.isExpired(now) && isIdle(row, idle.since())) {
                    takeOutLiving(key, row, Set.of());
                }
            } else if (sweep.which() instanceof OfUser of) {
                if (row == null || of.user().value().equals(row.user)) {
                    takeOut(key, row, of.idleSince(), of.keep());
                }
            } else {
                takeOut(key, row, null, Set.of());
            }
            edit.keep();
        } catch (StoredValueUnreadable | IndexOutOfBoundsException damaged) {
            // Not understood, so left for a person to look at.
            edit.takeBack();
        }
    }

    private void takeOutIfInactive(Inactive inactive, byte[] entry, SessionKey key, @Nullable SessionRow row) {
        if (row == null) {
            edit.remove(tables.active(), entry);
            sessions.forgetWithoutDocuments(edit, key, now);
            count(0, 0, 0, 0, 1);
        } else if (row.isExpired(now)) {
            sessions.remove(edit, key, row, document -> !document.row().followsOwner(), now);
            count(0, 1, 0, 0, 0);
        } else if (isIdle(row, inactive.idleSince())) {
            takeOutLiving(key, row, Set.of());
        }
    }

    /** Takes out a session, and what it left behind where it has expired or is gone. */
    private void takeOut(SessionKey key, @Nullable SessionRow row, @Nullable Instant idleSince, Set<String> keep) {
        if (row == null) {
            Sessions.Leftovers left = sessions.removeDocuments(edit, key, Long.MIN_VALUE, survivorsOf(keep), now);
            boolean forgotten = !left.any() && sessions.forget(edit, key);
            count(0, 0, 0, left.removed(), forgotten ? 1 : 0);
        } else if (row.isExpired(now)) {
            count(0, 1, 0, sessions.remove(edit, key, row, survivorsOf(keep), now), 0);
        } else if (idleSince == null || isIdle(row, idleSince)) {
            takeOutLiving(key, row, keep);
        }
    }

    private void takeOutLiving(SessionKey key, SessionRow row, Set<String> keep) {
        long documents = sessions.remove(
                edit, key, row, document -> keep.contains(document.key().name().type()), now);
        count(1, 0, row.nextSeq - row.firstSeq, documents, 0);
        if (sample.size() < SweepSessions.SAMPLE) {
            sample.add(key.id());
        }
    }

    private static Predicate<Documents.Listed> survivorsOf(Set<String> keep) {
        return document -> !document.row().followsOwner()
                && keep.contains(document.key().name().type());
    }

    private static boolean isIdle(SessionRow row, @Nullable Instant since) {
        return since != null && row.lastInteraction < since.toEpochMilli();
    }

    private void count(long living, long expired, long messages, long documents, long entries) {
        removed = removed.plus(new Removed(living, expired, messages, documents, entries));
    }
}
