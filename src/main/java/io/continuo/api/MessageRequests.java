package io.continuo.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.json.JsonText;
import io.continuo.json.JsonText.Kind;
import io.continuo.json.JsonWriter;
import io.continuo.model.AppendMessages.Answer;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.Origin;
import io.continuo.model.Role;
import io.continuo.model.SessionId;
import io.continuo.session.AppendDraft;
import io.continuo.session.MessageDraft;

/** The bodies of the message calls. */
final class MessageRequests {

    private static final int LONGEST_MESSAGE_ID = 200;
    private static final int LONGEST_NAME = 200;

    private MessageRequests() {}

    /** The id is null where the service shall choose one. */
    record Input(@Nullable SessionId id, AppendDraft draft) {}

    /** {@code POST /sessions/{id}/messages}: one message at the top, or an array of them. */
    static AppendDraft append(Fields fields, Origin origin, Caller caller, boolean create, int mostMessages) {
        Map<String, JsonText> state = fields.state();
        var userId = caller.speakFor(fields.userId());
        JsonText metadata = fields.object("session_metadata");
        List<MessageDraft> messages = fields.has("messages") ? messages(fields, mostMessages) : single(message(fields));
        fields.finish();
        return new AppendDraft(messages, state, userId, metadata, origin, create, Answer.BRIEF, true);
    }

    /** {@code POST /input}: the beginning of a turn. */
    static Input input(Fields fields, Origin origin, Caller caller, int mostHistory) {
        String id = fields.id("session_id");
        boolean given = fields.has("user_input");
        String said = fields.string("user_input");
        JsonText metadata = fields.object("metadata");
        Map<String, JsonText> state = fields.state();
        var userId = caller.speakFor(fields.userId());
        Integer history = fields.integer("history", 1, mostHistory);
        if (!given) {
            fields.wrong("user_input", "is required");
        }
        fields.finish();
        JsonWriter body = new JsonWriter().beginObject().member("content", String.valueOf(said));
        if (metadata != null) {
            body.member("metadata", metadata);
        }
        MessageDraft message = new MessageDraft(Role.USER, body.endObject().toJsonText(), null, null);
        return new Input(
                id == null ? null : new SessionId(id),
                new AppendDraft(
                        List.of(message),
                        state,
                        userId,
                        null,
                        origin,
                        true,
                        new Answer(true, history == null ? 0 : history),
                        id != null));
    }

    private static List<MessageDraft> messages(Fields fields, int most) {
        JsonText array = fields.array("messages");
        if (array == null) {
            return List.of();
        }
        List<JsonText> elements = array.elements();
        if (elements.isEmpty()) {
            fields.wrong("messages", "must have at least one message");
        }
        if (elements.size() > most) {
            throw new LimitExceeded("messages", most);
        }
        List<MessageDraft> messages = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Fields message = fields.within(elements.get(i), "messages/" + i);
            MessageDraft draft = message(message);
            message.close();
            if (draft != null) {
                messages.add(draft);
            }
        }
        return messages;
    }

    private static List<MessageDraft> single(@Nullable MessageDraft message) {
        return message == null ? List.of() : List.of(message);
    }

    /** Takes a message's members from the fields; null, with the errors noted, where it is not one. */
    static @Nullable MessageDraft message(Fields fields) {
        if (fields.take("seq") != null) {
            fields.wrong("seq", "is given by the service");
        }
        Role role = role(fields);
        boolean contentGiven = fields.has("content");
        var timestamp = fields.timestamp();
        Map<String, @Nullable JsonText> members = new LinkedHashMap<>();
        members.put("content", content(fields));
        members.put("name", ofText(fields.text("name", LONGEST_NAME)));
        String messageId = fields.text("message_id", LONGEST_MESSAGE_ID);
        members.put("message_id", ofText(messageId));
        members.put("tool_calls", fields.array("tool_calls"));
        members.put("tool_call_id", ofText(fields.string("tool_call_id")));
        members.put("metadata", fields.object("metadata"));
        if (!contentGiven) {
            fields.wrong("content", "is required");
        }
        if (role == null) {
            return null;
        }
        JsonWriter body = new JsonWriter().beginObject();
        members.forEach((name, value) -> {
            if (value != null) {
                body.member(name, value);
            }
        });
        return new MessageDraft(role, body.endObject().toJsonText(), timestamp, messageId);
    }

    private static @Nullable JsonText ofText(@Nullable String text) {
        return text == null ? null : JsonText.ofString(text);
    }

    private static @Nullable Role role(Fields fields) {
        String name = fields.string("role");
        Role role = name == null ? null : Role.ofWireName(name).orElse(null);
        if (role == null) {
            fields.wrong("role", "is required and must be one of system, user, assistant, tool");
        }
        return role;
    }

    private static @Nullable JsonText content(Fields fields) {
        boolean hasToolCalls = fields.has("tool_calls");
        JsonText content = fields.take("content");
        if (content == null) {
            return null;
        }
        boolean fits = content.kind() == Kind.STRING
                || (content.kind() == Kind.ARRAY
                        && content.elements().stream().allMatch(part -> part.kind() == Kind.OBJECT))
                || (content.kind() == Kind.NULL && hasToolCalls);
        if (!fits) {
            fields.wrong("content", "must be a string, an array of objects, or null beside tool_calls");
        }
        return content;
    }
}
