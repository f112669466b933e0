package io.continuo.store.embedded;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;

/** Sessions with their place in the two indexes. */
final class Sessions {

    private final Tables tables;

    Sessions(Tables tables) {
        this.tables = tables;
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

    /** The living session; one that has expired is removed, and stays so whatever becomes of the step. */
    @Nullable
    SessionRow livingForChange(Edit edit, SessionKey key, long now) {
        SessionRow row = find(key);
        if (row != null && row.isExpired(now)) {
            remove(edit, key, row);
            edit.keep();
            return null;
        }
        return row;
    }

    /** Writes a session that is new. */
    void add(Edit edit, SessionKey key, SessionRow row) {
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

    void remove(Edit edit, SessionKey key, SessionRow row) {
        byte[] from = Keys.session(key);
        byte[] to = Keys.beyond(key);
        edit.remove(tables.sessions(), from);
        edit.removeAll(tables.state(), from, to);
        edit.removeAll(tables.history(), from, to);
        edit.removeAll(tables.once(), from, to);
        edit.remove(tables.active(), active(key, row.lastInteraction));
        removeFromUser(edit, key, row.user, row.createdAt);
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
