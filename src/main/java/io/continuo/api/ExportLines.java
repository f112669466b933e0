package io.continuo.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.smallrye.mutiny.Multi;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.CaptureSession.Captured;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.session.ExportPart;
import io.continuo.session.ExportScope;
import io.continuo.store.Timestamps;

/**
 * The lines of one export: a header, the parts, and an end with counts, whose absence shows that the export broke off. Stored
 * JSON is spliced, never parsed again.
 */
final class ExportLines {

    private final ExportScope scope;
    private boolean begun;
    private long sessions;
    private long messages;
    private long documents;
    private long unreadable;

    ExportLines(ExportScope scope) {
        this.scope = scope;
    }

    /** The header comes with the first part: where there is none because the store is away, the answer is a problem. */
    Multi<byte[]> of(Multi<ExportPart> parts) {
        return Multi.createBy()
                .concatenating()
                .streams(
                        parts.map(part -> headed(line(part))),
                        Multi.createFrom().item(() -> headed(end())));
    }

    private byte[] headed(JsonWriter line) {
        byte[] text = line.toBytes();
        if (begun) {
            return text;
        }
        begun = true;
        byte[] header = header().toBytes();
        byte[] both = Arrays.copyOf(header, header.length + 1 + text.length);
        both[header.length] = '\n';
        System.arraycopy(text, 0, both, header.length + 1, text.length);
        return both;
    }

    private JsonWriter header() {
        JsonWriter out = line("header")
                .member("format", 1)
                .member("namespace", scope.namespace().name());
        if (scope instanceof ExportScope.OfUser of) {
            owner(out, of.user());
        } else if (scope instanceof ExportScope.OfSession of) {
            owner(out, of.session());
        }
        return out.endObject();
    }

    private JsonWriter end() {
        return line("end")
                .member("sessions", sessions)
                .member("messages", messages)
                .member("documents", documents)
                .member("unreadable", unreadable)
                .endObject();
    }

    private JsonWriter line(ExportPart part) {
        if (part instanceof ExportPart.OfSession of) {
            return session(of);
        } else if (part instanceof ExportPart.OfMessages of) {
            JsonWriter out = line("messages");
            owner(out, of.session());
            messages(out, of.from(), of.messages());
            return out.endObject();
        } else if (part instanceof ExportPart.OfDocument of) {
            return document(of);
        } else if (part instanceof ExportPart.Unreadable of) {
            unreadable++;
            JsonWriter out = line("unreadable");
            owner(out, of.owner());
            return out.member("detail", String.valueOf(of.failure().getMessage()))
                    .endObject();
        }
        ExportScope.Place place = ((ExportPart.Checkpoint) part).place();
        return line("checkpoint").member("cursor", Cursors.write(scope, place)).endObject();
    }

    private JsonWriter session(ExportPart.OfSession part) {
        Captured captured = part.captured();
        SessionImage image = captured.image();
        sessions++;
        JsonWriter out = line("session");
        owner(out, part.session());
        if (image.userId() != null) {
            out.member("user_id", image.userId().value());
        }
        time(out, "created_at", image.createdAt());
        time(out, "last_interaction", image.lastInteraction());
        time(out, "expires_at", image.expiresAt());
        if (image.ttl() != null) {
            out.member("ttl", image.ttl().toString());
        }
        out.member("version", image.version())
                .member("first_seq", image.firstSeq())
                .member("next_seq", image.nextSeq());
        json(out, "created_via", image.origin().createdVia());
        json(out, "user_agent", image.origin().userAgent());
        out.member("metadata", image.metadata()).name("state").beginObject();
        image.state().forEach(out::member);
        out.endObject();
        if (!captured.unreadableState().isEmpty()) {
            out.name("unreadable").beginArray();
            captured.unreadableState().forEach(out::value);
            out.endArray();
        }
        messages(out, captured.from(), captured.messages());
        return out.endObject();
    }

    private void messages(JsonWriter out, long from, List<JsonText> stored) {
        out.name("messages").beginArray();
        for (int at = 0; at < stored.size(); at++) {
            JsonText message = stored.get(at);
            out.beginObject().member("seq", from + at);
            if (message.equals(JsonText.NULL)) {
                out.member("unreadable", true);
            } else {
                out.members(message);
            }
            out.endObject();
        }
        out.endArray();
        messages += stored.size();
    }

    private JsonWriter document(ExportPart.OfDocument part) {
        documents++;
        DocumentKey key = part.key();
        DocumentEntry entry = part.document().entry();
        JsonWriter out = line("document");
        owner(out, key.owner());
        out.member("type", key.name().type()).member("key", key.name().key()).member("version", entry.version());
        time(out, "updated_at", entry.updatedAt());
        if (part.document().ownLife()) {
            time(out, "expires_at", entry.expiresAt());
        }
        time(out, "session_created_at", part.sessionCreatedAt());
        if (part.user() != null) {
            out.member("session_user_id", part.user().value());
        }
        return out.member("document", part.document().body()).endObject();
    }

    private static JsonWriter line(String kind) {
        return new JsonWriter(512).beginObject().member("kind", kind);
    }

    private static void owner(JsonWriter out, DocumentOwner owner) {
        if (owner instanceof SessionKey session) {
            out.member("session_id", session.id().value());
        } else if (owner instanceof UserKey user) {
            out.member("user_id", user.id().value());
        }
    }

    private static void time(JsonWriter out, String name, @Nullable Instant time) {
        if (time != null) {
            out.member(name, Timestamps.format(time));
        }
    }

    private static void json(JsonWriter out, String name, @Nullable JsonText value) {
        if (value != null) {
            out.member(name, value);
        }
    }
}
