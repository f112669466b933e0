package io.continuo.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonText.Kind;
import io.continuo.json.JsonWriter;
import io.continuo.model.CaptureSession.Captured;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.SessionId;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/**
 * Makes the parts of one export tell of nobody: pseudonyms in the place of ids, and beside them only what the service itself
 * wrote (roles, seqs, versions, times) and what is to be kept. They stay parts of an export. For one thread at a time.
 */
public final class Anonymizer {

    /** The namespace's own name is left out as well. */
    private static final Namespace NOWHERE = new Namespace("anonymous");

    /** The members of a stored message that the service wrote, or read closely. */
    private static final List<String> OWN = List.of("role", "timestamp");

    private static final JsonText NOTHING = JsonText.ofString("");

    private final Pseudonyms pseudonyms;
    private final Anonymization kept;

    Anonymizer(Pseudonyms pseudonyms, Anonymization kept) {
        this.pseudonyms = pseudonyms;
        this.kept = kept;
    }

    /** The scope as it may be told. */
    public ExportScope scope(ExportScope scope) {
        if (scope instanceof ExportScope.OfUser of) {
            return new ExportScope.OfUser(
                    new UserKey(NOWHERE, pseudonym(of.user().id())));
        } else if (scope instanceof ExportScope.OfSession of) {
            return new ExportScope.OfSession(session(of.session()));
        }
        return new ExportScope.Whole(NOWHERE);
    }

    /** Whether there is anything to tell of the part. The cursor of a checkpoint may hold an id. */
    public boolean takes(ExportPart part) {
        return part instanceof ExportPart.OfDocument of
                ? kept.documentTypes().contains(of.key().name().type())
                : !(part instanceof ExportPart.Checkpoint);
    }

    /** The part as it may be told; one that it {@link #takes}. */
    public ExportPart part(ExportPart part) {
        if (part instanceof ExportPart.OfSession of) {
            return new ExportPart.OfSession(session(of.session()), captured(of.captured()));
        } else if (part instanceof ExportPart.OfMessages of) {
            return new ExportPart.OfMessages(session(of.session()), of.from(), messages(of.messages()));
        } else if (part instanceof ExportPart.OfDocument of) {
            return new ExportPart.OfDocument(document(of.key()), of.document(), of.sessionCreatedAt(), user(of.user()));
        } else if (part instanceof ExportPart.Unreadable of) {
            // Which one it is would be told by its key.
            return new ExportPart.Unreadable(owner(of.owner()), new StoredValueUnreadable("of this owner"));
        }
        throw new IllegalArgumentException("a part that is not taken");
    }

    private Captured captured(Captured captured) {
        SessionImage image = captured.image();
        Map<String, JsonText> state = new LinkedHashMap<>(image.state());
        state.keySet().retainAll(kept.stateFields());
        List<String> unreadable = new ArrayList<>(captured.unreadableState());
        unreadable.retainAll(kept.stateFields());
        SessionImage anonymous = new SessionImage(
                user(image.userId()),
                state,
                members(image.metadata(), kept.metadataFields()),
                origin(image.origin()),
                image.ttl(),
                image.version(),
                image.createdAt(),
                image.lastInteraction(),
                image.expiresAt(),
                image.firstSeq(),
                image.nextSeq());
        return new Captured(anonymous, captured.from(), messages(captured.messages()), unreadable);
    }

    private Origin origin(Origin origin) {
        Set<String> fields = kept.metadataFields();
        return new Origin(
                fields.contains(Origin.CREATED_VIA) ? origin.createdVia() : null,
                fields.contains(Origin.USER_AGENT) ? origin.userAgent() : null);
    }

    private List<JsonText> messages(List<JsonText> messages) {
        return messages.stream().map(this::message).toList();
    }

    /** A damaged one stays what it is. */
    private JsonText message(JsonText stored) {
        if (stored.kind() != Kind.OBJECT) {
            return stored;
        }
        JsonWriter out = new JsonWriter(256).beginObject();
        for (JsonText.Member member : stored.members()) {
            String name = member.name();
            if (OWN.contains(name)) {
                out.member(name, member.value());
            } else if (name.equals("content")) {
                out.member(name, content(member.value()));
            } else if (name.equals("message_id")) {
                out.member(name, pseudonyms.of("message", member.value().asString()));
            } else if (name.equals("metadata") && !kept.metadataFields().isEmpty()) {
                out.member(name, members(member.value(), kept.metadataFields()));
            }
        }
        return out.endObject().toJsonText();
    }

    /** In characters: of a text, else of the JSON. */
    private JsonText content(JsonText content) {
        if (!kept.lengths()) {
            return NOTHING;
        }
        String text = switch (content.kind()) {
            case STRING -> content.asString();
            case NULL -> "";
            default -> content.text();
        };
        return JsonText.ofString(Integer.toString(text.codePointCount(0, text.length())));
    }

    private static JsonText members(JsonText object, Set<String> names) {
        JsonWriter out = new JsonWriter(64).beginObject();
        object.members().stream()
                .filter(member -> names.contains(member.name()))
                .forEach(member -> out.member(member.name(), member.value()));
        return out.endObject().toJsonText();
    }

    private DocumentKey document(DocumentKey key) {
        return DocumentKey.of(
                owner(key.owner()),
                key.name().type(),
                pseudonyms.of("document", key.name().key()));
    }

    private DocumentOwner owner(DocumentOwner owner) {
        return owner instanceof UserKey user ? new UserKey(NOWHERE, pseudonym(user.id())) : session((SessionKey) owner);
    }

    private SessionKey session(SessionKey key) {
        return new SessionKey(
                NOWHERE, new SessionId(pseudonyms.of("session", key.id().value())));
    }

    private @Nullable UserId user(@Nullable UserId id) {
        return id == null ? null : pseudonym(id);
    }

    private UserId pseudonym(UserId id) {
        return new UserId(pseudonyms.of("user", id.value()));
    }
}
