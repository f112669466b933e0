package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.Message;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** Sessions and messages as callers see them. */
final class Views {

    private final Tables tables;
    private final ValueCodec codec;

    Views(Tables tables, ValueCodec codec) {
        this.tables = tables;
        this.codec = codec;
    }

    /** The session with its state; damaged metadata fails it. */
    Session read(SessionKey key, SessionRow row, @Nullable Integer history) {
        JsonText metadata = metadata(key, row);
        if (metadata == null) {
            throw new StoredValueUnreadable("metadata of the session");
        }
        return session(key, row, metadata, true, history);
    }

    /**
     * The session beside a change or in a list: damaged metadata is shown as empty.
     *
     * @param history how many of the last messages, null for none
     */
    Session session(SessionKey key, SessionRow row, boolean withState, @Nullable Integer history) {
        JsonText metadata = metadata(key, row);
        return session(key, row, metadata == null ? JsonText.EMPTY_OBJECT : metadata, withState, history);
    }

    /** As a reader sees it; null where it is damaged. */
    @Nullable
    JsonText metadata(SessionKey key, SessionRow row) {
        return new SessionValues(codec, key).visibleMetadata(row.metadata, row.createdVia, row.userAgent);
    }

    private Session session(
            SessionKey key, SessionRow row, JsonText metadata, boolean withState, @Nullable Integer history) {
        State state = withState ? state(key) : null;
        Messages messages = history == null
                ? null
                : messages(key, row, Math.max(row.firstSeq, row.nextSeq - Math.max(history, 0)), row.nextSeq);
        return new Session(
                key.id(),
                row.user == null ? null : new UserId(row.user),
                state == null ? null : state.readable(),
                metadata,
                row.nextSeq - row.firstSeq,
                row.nextSeq - 1,
                row.version,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.lastInteraction),
                Instant.ofEpochMilli(row.expiresAt),
                messages == null ? null : messages.readable(),
                state == null ? List.of() : state.unreadable(),
                messages == null ? List.of() : messages.unreadable());
    }

    /** Members and the names of those whose stored value is damaged. */
    record State(Map<String, JsonText> readable, List<String> unreadable) {}

    State state(SessionKey key) {
        SessionValues values = new SessionValues(codec, key);
        List<String> unreadable = new ArrayList<>();
        byte[] prefix = Keys.session(key);
        Map<String, JsonText> state = new LinkedHashMap<>();
        Cursor<byte[], byte[]> cursor = tables.state().cursor(prefix, Keys.beyond(key), false);
        while (cursor.hasNext()) {
            String name = Keys.text(cursor.next(), prefix.length);
            JsonText value = values.state(name, cursor.getValue());
            if (value == null) {
                unreadable.add(name);
            } else {
                state.put(name, value);
            }
        }
        return new State(state, unreadable);
    }

    /** Messages, oldest first, and the seqs of those whose stored value is damaged. */
    record Messages(List<Message> readable, List<Long> unreadable) {}

    /** The messages from one seq (inclusive) to the other (exclusive). */
    Messages messages(SessionKey key, SessionRow row, long from, long to) {
        List<Message> readable = new ArrayList<>();
        List<Long> unreadable = new ArrayList<>();
        SessionValues values = new SessionValues(codec, key);
        byte[] prefix = row.history(key);
        if (from < to) {
            Cursor<byte[], byte[]> cursor =
                    tables.history().cursor(Keys.with(prefix, from), Keys.with(prefix, to - 1), false);
            while (cursor.hasNext()) {
                long seq = Keys.number(cursor.next(), prefix.length);
                JsonText stored = values.message(cursor.getValue());
                if (stored == null) {
                    unreadable.add(seq);
                } else {
                    readable.add(new Message(seq, stored));
                }
            }
        }
        return new Messages(readable, unreadable);
    }
}
