package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.StrictJson;
import io.continuo.model.Message;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.store.StoredMessage;

/** Makes sessions and messages of what is stored; leaves out, names and counts what is damaged. */
final class SessionForm {

    private final Runnable damaged;

    /** @param damaged run for each damaged value */
    SessionForm(Runnable damaged) {
        this.damaged = damaged;
    }

    /** Messages of a history and the seqs of those that are damaged. */
    record Messages(List<Message> sound, List<Long> unreadable) {}

    /**
     * A session that was read.
     *
     * @throws io.continuo.model.ContinuoException.StoredValueUnreadable if the metadata is damaged
     */
    Session read(SessionId id, Meta meta, @Nullable Map<String, byte[]> state, @Nullable List<byte[]> lastMessages) {
        JsonText metadata = meta.visibleMetadata();
        if (metadata == null) {
            throw meta.damagedMetadata();
        }
        return session(id, meta, metadata, state, lastMessages);
    }

    /** The session after a change: the change has happened, so damaged metadata cannot fail it and is shown as empty. */
    Session written(SessionId id, Meta meta, @Nullable Map<String, byte[]> state, @Nullable List<byte[]> lastMessages) {
        JsonText metadata = meta.visibleMetadata();
        if (metadata == null) {
            damaged.run();
            metadata = JsonText.EMPTY_OBJECT;
        }
        return session(id, meta, metadata, state, lastMessages);
    }

    Messages messages(List<byte[]> stored, long firstSeq) {
        List<Message> sound = new ArrayList<>(stored.size());
        List<Long> unreadable = new ArrayList<>();
        for (int at = 0; at < stored.size(); at++) {
            JsonText text = StoredMessage.read(stored.get(at));
            if (text == null) {
                damaged.run();
                unreadable.add(firstSeq + at);
            } else {
                sound.add(new Message(firstSeq + at, text));
            }
        }
        return new Messages(sound, unreadable);
    }

    private Session session(
            SessionId id,
            Meta meta,
            JsonText metadata,
            @Nullable Map<String, byte[]> state,
            @Nullable List<byte[]> lastMessages) {
        List<String> unreadable = new ArrayList<>();
        Messages history = lastMessages == null ? null : messages(lastMessages, meta.nextSeq() - lastMessages.size());
        return new Session(
                id,
                meta.user(),
                state == null ? null : state(state, unreadable),
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

    private Map<String, JsonText> state(Map<String, byte[]> stored, List<String> unreadable) {
        Map<String, JsonText> state = new LinkedHashMap<>(stored.size());
        stored.forEach((name, value) -> {
            JsonText text = StrictJson.stored(value);
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
