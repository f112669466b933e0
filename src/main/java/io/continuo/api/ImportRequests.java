package io.continuo.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.json.JsonText;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.SessionId;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.session.ImportedMessage;
import io.continuo.session.MessageDraft;

/** The lines of an import, strict as any body. */
final class ImportRequests {

    private static final long FORMAT = 1;

    private ImportRequests() {}

    static ImportLine line(Fields fields, Namespace namespace) {
        String kind = fields.string("kind");
        return switch (kind == null ? "" : kind) {
            case "session" -> session(fields, namespace);
            case "messages" -> messages(fields, namespace);
            case "document" -> document(fields, namespace);
            case "header" -> header(fields);
            case "checkpoint" -> new ImportLine.Nothing();
            case "end" -> new ImportLine.End();
            case "unreadable" -> unreadable(fields);
            default -> throw InvalidRequest.of("#/kind", "must be one of the kinds of line of an export");
        };
    }

    private static ImportLine header(Fields fields) {
        Long format = fields.whole("format", 1);
        if (format == null || format != FORMAT) {
            fields.wrong("format", "must be " + FORMAT + "; this service does not know others");
        }
        fields.check();
        return new ImportLine.Nothing();
    }

    private static ImportLine unreadable(Fields fields) {
        String what = fields.id("session_id");
        throw InvalidRequest.of(
                what == null ? "user_id" : "session_id",
                "what this line stands for could not be read when it was exported");
    }

    private static ImportLine session(Fields fields, Namespace namespace) {
        String id = fields.requiredId("session_id");
        UserId user = fields.userId();
        Instant createdAt = time(fields, "created_at");
        Instant lastInteraction = time(fields, "last_interaction");
        Instant expiresAt = time(fields, "expires_at");
        var ttl = fields.ttl();
        long version = whole(fields, "version");
        long firstSeq = whole(fields, "first_seq");
        long nextSeq = whole(fields, "next_seq");
        Origin origin = new Origin(fields.take("created_via"), fields.take("user_agent"));
        JsonText metadata = object(fields, "metadata");
        var state = fields.state();
        fields.array("unreadable");
        List<ImportedMessage> messages = history(fields);
        if (nextSeq < firstSeq) {
            fields.wrong("next_seq", "must not be below first_seq");
        }
        fields.finish();
        return new ImportLine.OfSession(
                new SessionKey(namespace, new SessionId(String.valueOf(id))),
                new SessionImage(
                        user,
                        state,
                        metadata,
                        origin,
                        ttl,
                        version,
                        createdAt,
                        lastInteraction,
                        expiresAt,
                        firstSeq,
                        nextSeq),
                messages);
    }

    private static ImportLine messages(Fields fields, Namespace namespace) {
        String id = fields.requiredId("session_id");
        List<ImportedMessage> messages = history(fields);
        fields.finish();
        return new ImportLine.OfMessages(new SessionKey(namespace, new SessionId(String.valueOf(id))), messages);
    }

    private static List<ImportedMessage> history(Fields fields) {
        if (!fields.has("messages")) {
            fields.wrong("messages", "is required");
        }
        JsonText array = fields.array("messages");
        List<ImportedMessage> messages = new ArrayList<>();
        if (array != null) {
            int at = 0;
            for (JsonText element : array.elements()) {
                message(fields.within(element, "messages/" + at++), messages);
            }
        }
        return messages;
    }

    private static void message(Fields fields, List<ImportedMessage> messages) {
        long seq = whole(fields, "seq");
        MessageDraft draft = null;
        if (!fields.flag("unreadable", false)) {
            if (!fields.has("timestamp")) {
                fields.wrong("timestamp", "is required");
            }
            draft = MessageRequests.message(fields);
        }
        fields.close();
        messages.add(new ImportedMessage(seq, draft));
    }

    private static ImportLine document(Fields fields, Namespace namespace) {
        boolean ofUser = fields.has("user_id");
        String owner = fields.requiredId(ofUser ? "user_id" : "session_id");
        String type = fields.requiredId("type");
        String key = fields.requiredId("key");
        long version = whole(fields, "version");
        Instant updatedAt = time(fields, "updated_at");
        Instant expiresAt = fields.has("expires_at") ? time(fields, "expires_at") : null;
        Instant sessionCreatedAt = fields.has("session_created_at") ? time(fields, "session_created_at") : null;
        String user = fields.id("session_user_id");
        JsonText body = fields.take("document");
        if (body == null) {
            fields.wrong("document", "is required");
        }
        fields.finish();
        return new ImportLine.OfDocument(
                DocumentKey.of(
                        owner(namespace, ofUser, String.valueOf(owner)), String.valueOf(type), String.valueOf(key)),
                body == null ? JsonText.NULL : body,
                version,
                updatedAt,
                expiresAt,
                sessionCreatedAt,
                user == null ? null : new UserId(user));
    }

    private static DocumentOwner owner(Namespace namespace, boolean ofUser, String id) {
        return ofUser ? new UserKey(namespace, new UserId(id)) : new SessionKey(namespace, new SessionId(id));
    }

    /** A required time; not one before 1970, when nothing was kept. */
    private static Instant time(Fields fields, String name) {
        boolean given = fields.has(name);
        Instant time = fields.time(name);
        if (!given) {
            fields.wrong(name, "is required");
        } else if (time != null && time.isBefore(Instant.EPOCH)) {
            fields.wrong(name, "must not be before 1970");
        }
        return time == null ? Instant.EPOCH : time;
    }

    private static long whole(Fields fields, String name) {
        if (!fields.has(name)) {
            fields.wrong(name, "is required");
        }
        Long number = fields.whole(name, 1);
        return number == null ? 1 : number;
    }

    private static JsonText object(Fields fields, String name) {
        if (!fields.has(name)) {
            fields.wrong(name, "is required");
        }
        JsonText object = fields.object(name);
        return object == null ? JsonText.EMPTY_OBJECT : object;
    }
}
