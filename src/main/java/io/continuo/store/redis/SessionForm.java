package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession;
import io.continuo.model.Message;
import io.continuo.model.Session;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.store.codec.SessionValues;

/** Makes sessions and messages of what is stored; leaves out, names and counts what is damaged. */
final class SessionForm {

    private final Coding coding;
    private final Runnable damaged;

    /** @param damaged run for each damaged value */
    SessionForm(Coding coding, Runnable damaged) {
        this.coding = coding;
        this.damaged = damaged;
    }

    /** Messages of a history and the seqs of those that are damaged. */
    record Messages(List<Message> sound, List<Long> unreadable) {}

    /**
     * A session that was read.
     *
     * @throws io.continuo.model.ContinuoException.StoredValueUnreadable if the metadata is damaged
     */
    Session read(SessionKey key, Meta meta, @Nullable Map<String, byte[]> state, @Nullable List<byte[]> lastMessages) {
        JsonText metadata = visibleMetadata(key, meta);
        if (metadata == null) {
            throw meta.damagedMetadata();
        }
        return session(key, meta, metadata, state, lastMessages);
    }

    /** The session after a change: the change has happened, so damaged metadata cannot fail it and is shown as empty. */
    Session written(
            SessionKey key, Meta meta, @Nullable Map<String, byte[]> state, @Nullable List<byte[]> lastMessages) {
        JsonText metadata = visibleMetadata(key, meta);
        if (metadata == null) {
            damaged.run();
            metadata = JsonText.EMPTY_OBJECT;
        }
        return session(key, meta, metadata, state, lastMessages);
    }

    /** Null where it is damaged. */
    @Nullable
    JsonText visibleMetadata(SessionKey key, Meta meta) {
        return coding.of(key).visibleMetadata(meta.metadata(), meta.createdVia(), meta.userAgent());
    }

    Messages messages(SessionKey key, List<byte[]> stored, long firstSeq) {
        SessionValues values = coding.of(key);
        List<Message> sound = new ArrayList<>(stored.size());
        List<Long> unreadable = new ArrayList<>();
        for (int at = 0; at < stored.size(); at++) {
            JsonText text = values.message(stored.get(at));
            if (text == null) {
                damaged.run();
                unreadable.add(firstSeq + at);
            } else {
                sound.add(new Message(firstSeq + at, text));
            }
        }
        return new Messages(sound, unreadable);
    }

    /**
     * A session with messages from the given seq on, as it is to be kept elsewhere.
     *
     * @throws io.continuo.model.ContinuoException.StoredValueUnreadable if the metadata is damaged
     */
    CaptureSession.Captured captured(
            SessionKey key, Meta meta, Map<String, byte[]> state, long from, List<byte[]> messages) {
        SessionValues values = coding.of(key);
        JsonText metadata = values.visibleMetadata(meta.metadata(), null, null);
        if (metadata == null) {
            throw meta.damagedMetadata();
        }
        List<String> unreadable = new ArrayList<>();
        SessionImage image = new SessionImage(
                meta.user(),
                state(key, state, unreadable),
                metadata,
                values.origin(meta.createdVia(), meta.userAgent()),
                meta.ttl(),
                meta.version(),
                meta.createdAt(),
                meta.lastInteraction(),
                meta.expiresAt(),
                meta.firstSeq(),
                meta.nextSeq());
        List<JsonText> texts = new ArrayList<>(messages.size());
        for (byte[] stored : messages) {
            JsonText text = values.message(stored);
            if (text == null) {
                damaged.run();
            }
            texts.add(text == null ? JsonText.NULL : text);
        }
        return new CaptureSession.Captured(image, from, texts, unreadable);
    }

    private Session session(
            SessionKey key,
            Meta meta,
            JsonText metadata,
            @Nullable Map<String, byte[]> state,
            @Nullable List<byte[]> lastMessages) {
        List<String> unreadable = new ArrayList<>();
        Messages history =
                lastMessages == null ? null : messages(key, lastMessages, meta.nextSeq() - lastMessages.size());
        return new Session(
                key.id(),
                meta.user(),
                state == null ? null : state(key, state, unreadable),
                metadata,
                meta.nextSeq() - meta.firstSeq(),
                meta.nextSeq() - 1,
                meta.version(),
                meta.createdAt(),
                meta.lastInteraction(),
                meta.expiresAt(),
                history == null ? null : history.sound(),
                unreadable,
                history == null ? List.of() : history.unreadable());
    }

    private Map<String, JsonText> state(SessionKey key, Map<String, byte[]> stored, List<String> unreadable) {
        SessionValues values = coding.of(key);
        Map<String, JsonText> state = new LinkedHashMap<>(stored.size());
        stored.forEach((name, value) -> {
            JsonText text = values.state(name, value);
            if (text == null) {
                damaged.run();
                unreadable.add(name);
            } else {
                state.put(name, text);
            }
        });
        return state;
    }
}
