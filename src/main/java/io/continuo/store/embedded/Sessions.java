package io.continuo.store.embedded;

import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;

/** Sessions with their place in the two indexes. */
final class Sessions {

    private final Tables tables;
    private final Documents documents;

    Sessions(Tables tables) {
        this.tables = tables;
        documents = new Documents(tables);
    }

    /** How many there are, those among them that have expired and were not swept. */
    long count(Namespace namespace) {
        return Tables.count(tables.active(), Keys.of(namespace.name()), Keys.beyond(namespace.name()));
    }

    /** The session, expired or not. */
    @Nullable
    SessionRow find(SessionKey key) {
        byte[] bytes = tables.sessions().get(Keys.session(key));
        return bytes == null ? null : SessionRow.decode(bytes);
    }

    @Nullable
    SessionRow living(SessionKey key, long now) {
        SessionRow row = find(key);
        return row == null || row.isExpired(now) ? null : row;
    }

    /** When an owner's documents expire that have no life of their own; has long passed for an absent session. */
    long documentsUntil(DocumentOwner owner) {
        if (owner instanceof SessionKey key) {
            SessionRow row = find(key);
            return row == null ? Long.MIN_VALUE : row.expiresAt;
        }
        return DocumentRow.FOREVER;
    }

    /**
     * The living session; one that has expired is removed but for its documents with a life of their own, and stays so
     * whatever becomes of the step.
     */
    @Nullable
    SessionRow livingForChange(Edit edit, SessionKey key, long now) {
        SessionRow row = find(key);
        if (row != null && row.isExpired(now)) {
            remove(edit, key, row, document -> !document.row().followsOwner(), now);
            edit.keep();
            return null;
        }
        return row;
    }

    /** Writes a session that is new. */
    void add(Edit edit, SessionKey key, SessionRow row) {
        forget(edit, key);
        edit.put(tables.active(), active(key, row.lastInteraction), Tables.NOTHING);
        addToUser(edit, key, row);
        edit.put(tables.sessions(), Keys.session(key), row.encode());
    }

    /** Writes a session that was there with this last interaction and this owner. */
    void update(Edit edit, SessionKey key, SessionRow row, long lastInteraction, @Nullable String user) {
        if (row.lastInteraction != lastInteraction) {
            edit.remove(tables.active(), active(key, lastInteraction));
            edit.put(tables.active(), active(key, row.lastInteraction), Tables.NOTHING);
        }
        if (!Objects.equals(user, row.user)) {
            removeFromUser(edit, key, user, row.createdAt);
            addToUser(edit, key, row);
        }
        edit.put(tables.sessions(), Keys.session(key), row.encode());
    }

    /**
     * Removes a session, living or expired.
     *
     * @param stays which of its documents stay; one that followed the session then has its expiry as its own
     * @return how many living documents were removed
     */
    long remove(Edit edit, SessionKey key, SessionRow row, Predicate<Documents.Listed> stays, long now) {
        Leftovers left = removeDocuments(edit, key, row.expiresAt, stays, now);
        byte[] from = Keys.session(key);
        byte[] to = Keys.beyond(key);
        edit.remove(tables.sessions(), from);
        edit.removeAll(tables.state(), from, to);
        edit.removeAll(tables.history(), row.history(key), row.beyondHistory(key));
        edit.removeAll(tables.once(), from, to);
        edit.remove(tables.active(), active(key, row.lastInteraction));
        if (left.any() && row.user != null) {
            edit.put(
                    tables.remains(),
                    from,
                    new Fields.Out().text(row.user).number(row.createdAt).toBytes());
        } else {
            removeFromUser(edit, key, row.user, row.createdAt);
        }
        return left.removed();
    }

    /**
     * What an absent session has left behind.
     *
     * @param removed how many living documents were removed
     * @param any whether living ones stayed
     */
    record Leftovers(long removed, boolean any) {}

    Leftovers removeDocuments(Edit edit, SessionKey key, long until, Predicate<Documents.Listed> stays, long now) {
        long removed = 0;
        boolean any = false;
        for (Documents.Listed document : documents.of(key, null)) {
            DocumentRow row = document.row();
            long expiry = row.expiry(until);
            if (!stays.test(document)) {
                documents.remove(edit, document.key(), row);
                removed += expiry > now ? 1 : 0;
            } else {
                any |= expiry > now;
                if (row.followsOwner()) {
                    documents.writeRow(edit, document.key(), row.until(expiry));
                }
            }
        }
        return new Leftovers(removed, any);
    }

    /** Takes a session that is gone out of its user's index, where its documents kept it; tells whether it was there. */
    boolean forget(Edit edit, SessionKey key) {
        byte[] remains = tables.remains().get(Keys.session(key));
        if (remains == null) {
            return false;
        }
        Fields.In in = new Fields.In(remains);
        removeFromUser(edit, key, in.text(), in.number());
        edit.remove(tables.remains(), Keys.session(key));
        return true;
    }

    /** Takes a session that does not live out of its user's index if it has no document. */
    void forgetWithoutDocuments(Edit edit, SessionKey key, long now) {
        SessionRow row = find(key);
        if (documents.hasAny(key) || (row != null && !row.isExpired(now))) {
            return;
        }
        if (row == null) {
            forget(edit, key);
        } else {
            removeFromUser(edit, key, row.user, row.createdAt);
        }
    }

    /** The user in whose index the session is, also where it is gone and documents of it live on. */
    @Nullable
    String owner(SessionKey key) {
        SessionRow row = find(key);
        byte[] remains = row == null ? tables.remains().get(Keys.session(key)) : null;
        return remains == null ? (row == null ? null : row.user) : new Fields.In(remains).text();
    }

    /** Enters a session that is gone in a user's index, for documents of it that live on; one that is in an index stays there. */
    void leaveBehind(Edit edit, SessionKey key, String user, long createdAt) {
        if (owner(key) == null) {
            edit.put(
                    tables.remains(),
                    Keys.session(key),
                    new Fields.Out().text(user).number(createdAt).toBytes());
            edit.put(tables.users(), user(key, user, createdAt), Tables.NOTHING);
        }
    }

    boolean isInActiveIndex(SessionKey key, SessionRow row) {
        return tables.active().containsKey(active(key, row.lastInteraction));
    }

    boolean isInUserIndex(SessionKey key, SessionRow row) {
        return row.user == null || tables.users().containsKey(user(key, row.user, row.createdAt));
    }

    /** The session that an entry of the active index means. */
    static SessionKey ofActive(Namespace namespace, byte[] entry) {
        return new SessionKey(
                namespace, new SessionId(Keys.text(entry, Keys.of(namespace.name()).length + Long.BYTES)));
    }

    private void addToUser(Edit edit, SessionKey key, SessionRow row) {
        if (row.user != null) {
            edit.put(tables.users(), user(key, row.user, row.createdAt), Tables.NOTHING);
        }
    }

    private void removeFromUser(Edit edit, SessionKey key, @Nullable String user, long createdAt) {
        if (user != null) {
            edit.remove(tables.users(), user(key, user, createdAt));
        }
    }

    private static byte[] active(SessionKey key, long lastInteraction) {
        return Keys.with(
                Keys.of(key.namespace().name()), lastInteraction, key.id().value());
    }

    private static byte[] user(SessionKey key, String user, long createdAt) {
        return Keys.with(
                Keys.of(key.namespace().name(), user), createdAt, key.id().value());
    }
}
