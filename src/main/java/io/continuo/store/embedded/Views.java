package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Message;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.store.StoredMessage;
import io.continuo.store.VisibleMetadata;

/** Sessions and messages as callers see them. */
final class Views {

    private final Tables tables;

    Views(Tables tables) {
        this.tables = tables;
    }

    /** @param history how many of the last messages, null for none */
    Session session(SessionKey key, SessionRow row, boolean withState, @Nullable Integer history) {
        Messages messages = history == null
                ? null
                : messages(key, Math.max(row.firstSeq, row.nextSeq - Math.max(history, 0)), row.nextSeq);
        return new Session(
                key.id(),
                row.user == null ? null : new UserId(row.user),
                withState ? state(key) : null,
                VisibleMetadata.of(row.metadata, row.origin),
                row.nextSeq - row.firstSeq,
                row.nextSeq - 1,
                row.version,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.lastInteraction),
                Instant.ofEpochMilli(row.expiresAt),
                messages == null ? null : messages.readable(),
                List.of(),
                messages == null ? List.of() : messages.unreadable());
    }

    Map<String, JsonText> state(SessionKey key) {
        byte[] prefix = Keys.session(key);
        Map<String, JsonText> state = new LinkedHashMap<>();
        Cursor<byte[], byte[]> cursor = tables.state().cursor(prefix, Keys.beyond(key), false);
        while (cursor.hasNext()) {
            String name = Keys.text(cursor.next(), prefix.length);
            state.put(name, JsonText.ofTrusted(cursor.getValue()));
        }
        return state;
    }

    /** Messages, oldest first, and the seqs of those whose stored value is damaged. */
    record Messages(List<Message> readable, List<Long> unreadable) {}

    /** The messages from one seq (inclusive) to the other (exclusive). */
    Messages messages(SessionKey key, long from, long to) {
        List<Message> readable = new ArrayList<>();
        List<Long> unreadable = new ArrayList<>();
        byte[] prefix = Keys.session(key);
        if (from < to) {
            Cursor<byte[], byte[]> cursor =
                    tables.history().cursor(Keys.with(prefix, from), Keys.with(prefix, to - 1), false);
            while (cursor.hasNext()) {
                long seq = Keys.number(cursor.next(), prefix.length);
                JsonText stored = StoredMessage.read(cursor.getValue());
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
