package io.continuo.store.embedded;

import java.util.ArrayList;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.SessionDebug;
import io.continuo.model.SessionDebug.StoredKey;
import io.continuo.model.SessionKey;
import io.continuo.store.codec.ValueCodec;

/** What the tables hold of a session. */
final class Debugging {

    private static final int SHOWN = 50;

    private final Tables tables;
    private final Sessions sessions;
    private final Views views;
    private final DocumentDebugging documents;

    Debugging(Tables tables, ValueCodec codec, Views views) {
        this.tables = tables;
        sessions = new Sessions(tables);
        this.views = views;
        documents = new DocumentDebugging(tables, codec);
    }

    SessionDebug debug(SessionKey key, long now) {
        List<StoredKey> keys = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        byte[] record = tables.sessions().get(Keys.session(key));
        if (record != null) {
            keys.add(new StoredKey(name(key, "session"), "record", record.length));
        }
        Extent state = extent(tables.state(), key, "state", keys);
        SessionRow row = row(key, findings);
        Extent history = row == null
                ? extent(tables.history(), key, "history", keys)
                : extent(tables.history(), row.history(key), row.beyondHistory(key), name(key, "history"), keys);
        extent(tables.once(), key, "once", keys);
        boolean ofSession = !keys.isEmpty();
        extent(tables.documents(), Documents.owner(key), Documents.beyond(key), name(key, "documents"), keys);
        extent(tables.bodies(), Documents.owner(key), Documents.beyond(key), name(key, "bodies"), keys);
        documents.check(key, record != null, findings);
        if (record == null && ofSession) {
            findings.add("There are values of a session that is not there.");
        }
        if (row == null || row.isExpired(now)) {
            return new SessionDebug(false, null, 0, List.of(), keys, findings);
        }
        Views.Messages messages = messages(key, row, findings);
        check(key, row, state, history, messages, findings);
        return new SessionDebug(
                true, (row.expiresAt - now) / 1000, row.nextSeq - row.firstSeq, messages.readable(), keys, findings);
    }

    private @Nullable SessionRow row(SessionKey key, List<String> findings) {
        try {
            return sessions.find(key);
        } catch (StoredValueUnreadable | IndexOutOfBoundsException damaged) {
            findings.add("The session's record cannot be read.");
            return null;
        }
    }

    private Views.Messages messages(SessionKey key, SessionRow row, List<String> findings) {
        try {
            if (views.metadata(key, row) == null) {
                findings.add("The metadata cannot be read.");
            }
            views.state(key)
                    .unreadable()
                    .forEach(name -> findings.add("The state member " + name + " cannot be read."));
            return views.messages(key, row, Math.max(row.firstSeq, row.nextSeq - SHOWN), row.nextSeq);
        } catch (EncryptionKeyMissing missing) {
            findings.add(String.valueOf(missing.getMessage()));
            return new Views.Messages(List.of(), List.of());
        }
    }

    private void check(
            SessionKey key,
            SessionRow row,
            Extent state,
            Extent history,
            Views.Messages messages,
            List<String> findings) {
        if (state.count != row.stateMembers || state.plain != row.stateBytes) {
            findings.add("The state's measure in the record is not that of its members.");
        }
        if (history.count != row.nextSeq - row.firstSeq) {
            findings.add("The history does not hold as many messages as the record says.");
        }
        if (!sessions.isInActiveIndex(key, row)) {
            findings.add("The entry in the index of active sessions is missing.");
        }
        if (!sessions.isInUserIndex(key, row)) {
            findings.add("The entry in the index of the user's sessions is missing.");
        }
        messages.unreadable().forEach(seq -> findings.add("Message " + seq + " cannot be read."));
    }

    /** @param plain the bytes where values are plain */
    private record Extent(long count, long bytes, long plain) {}

    private static Extent extent(MVMap<byte[], byte[]> table, SessionKey key, String kind, List<StoredKey> keys) {
        return extent(table, Keys.session(key), Keys.beyond(key), name(key, kind), keys);
    }

    private static Extent extent(
            MVMap<byte[], byte[]> table, byte[] prefix, byte[] beyond, String name, List<StoredKey> keys) {
        Cursor<byte[], byte[]> cursor = table.cursor(prefix, beyond, false);
        long count = 0;
        long bytes = 0;
        long plain = 0;
        while (cursor.hasNext()) {
            int field = cursor.next().length - prefix.length;
            bytes += field + cursor.getValue().length;
            plain += field + ValueCodec.plainLength(cursor.getValue());
            count++;
        }
        if (count > 0) {
            keys.add(new StoredKey(name, count == 1 ? "1 entry" : count + " entries", bytes));
        }
        return new Extent(count, bytes, plain);
    }

    private static String name(SessionKey key, String kind) {
        return key.namespace() + "/" + key.id() + "/" + kind;
    }
}
