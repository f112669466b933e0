package io.continuo.api;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Message;
import io.continuo.model.Role;
import io.continuo.model.Session;
import io.continuo.model.UserId;
import io.continuo.store.Timestamps;

/** How sessions and messages are written into answers. Stored JSON is spliced, never parsed again. */
final class SessionJson {

    private SessionJson() {}

    /** The session as a value; with its state and history where it has them. */
    static void write(JsonWriter out, Session session) {
        out.beginObject().member("session_id", session.id().value());
        UserId user = session.userId();
        out.name("user_id");
        if (user == null) {
            out.nullValue();
        } else {
            out.value(user.value());
        }
        Map<String, JsonText> state = session.state();
        if (state != null) {
            out.name("state").beginObject();
            state.forEach(out::member);
            out.endObject();
        }
        out.member("metadata", session.metadata())
                .member("message_count", session.messageCount())
                .member("total_messages", session.totalMessages())
                .name("version");
        numberOrNull(out, session.version());
        out.member("created_at", Timestamps.format(session.createdAt()))
                .member("last_interaction", Timestamps.format(session.lastInteraction()))
                .member("expires_at", Timestamps.format(session.expiresAt()));
        history(out, "history", session.history());
        unreadable(out, session);
        out.endObject();
    }

    static void history(JsonWriter out, String name, @Nullable List<Message> messages) {
        if (messages != null) {
            out.name(name);
            messages(out, messages);
        }
    }

    static void messages(JsonWriter out, List<Message> messages) {
        out.beginArray();
        messages.forEach(message -> write(out, message));
        out.endArray();
    }

    static void write(JsonWriter out, Message message) {
        numberOrNull(out.beginObject().name("seq"), message.seq());
        out.members(message.stored());
        if (message.duplicate()) {
            out.member("duplicate", true);
        }
        out.endObject();
    }

    /** Versions and seqs are from 1; 0 is one that is not given yet. */
    private static void numberOrNull(JsonWriter out, long number) {
        if (number == 0) {
            out.nullValue();
        } else {
            out.value(number);
        }
    }

    static boolean isBy(Message message, Role role) {
        JsonText stored = message.stored().member("role");
        return stored != null && stored.equals(JsonText.ofString(role.wireName()));
    }

    private static void unreadable(JsonWriter out, Session session) {
        if (session.unreadableState().isEmpty() && session.unreadableMessages().isEmpty()) {
            return;
        }
        out.name("unreadable").beginArray();
        session.unreadableState()
                .forEach(name -> out.value("/state/" + name.replace("~", "~0").replace("/", "~1")));
        session.unreadableMessages().forEach(out::value);
        out.endArray();
    }
}
