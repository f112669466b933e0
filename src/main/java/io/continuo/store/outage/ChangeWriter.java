package io.continuo.store.outage;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.DocumentOwner;
import io.continuo.model.IdSource;
import io.continuo.model.Late;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.Update;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Writes one change as JSON. What is null is left out; {@code null} stands for what is cleared. */
final class ChangeWriter {

    private final JsonWriter out = new JsonWriter(1_024);

    private ChangeWriter() {}

    static JsonText write(Change<?> change) {
        ChangeWriter writer = new ChangeWriter();
        writer.out
                .beginObject()
                .member("format", ChangeForm.FORMAT)
                .member("kind", ChangeForm.Kind.of(change).toString());
        if (change instanceof CreateSession create) {
            writer.create(create);
        } else if (change instanceof PutSession put) {
            writer.put(put);
        } else if (change instanceof PatchSession patch) {
            writer.patch(patch);
        } else if (change instanceof AppendMessages append) {
            writer.append(append);
        } else if (change instanceof PutDocument document) {
            writer.document(document);
        }
        return writer.out.endObject().toJsonText();
    }

    private void create(CreateSession change) {
        owner(change.session());
        idSource(change.idSource());
        whole(change.userId(), change.state(), change.metadata(), change.origin(), change.ttl());
        terms(change.policy(), change.precondition(), change.once());
    }

    private void put(PutSession change) {
        owner(change.session());
        whole(change.userId(), change.state(), change.metadata(), change.origin(), change.ttl());
        terms(change.policy(), change.precondition(), change.once());
    }

    private void whole(
            @Nullable UserId userId,
            Map<String, JsonText> state,
            JsonText metadata,
            Origin origin,
            @Nullable Duration ttl) {
        optional("user_id", userId);
        state(state);
        out.member("metadata", metadata);
        origin(origin);
        optional("ttl", ttl);
    }

    private void patch(PatchSession change) {
        owner(change.session());
        optional("state", change.state());
        optional("metadata", change.metadata());
        update("user_id", change.userId());
        update("ttl", change.ttl());
        terms(change.policy(), change.precondition(), change.once());
    }

    private void append(AppendMessages change) {
        owner(change.session());
        idSource(change.idSource());
        out.name("messages").beginArray();
        change.messages().forEach(this::message);
        out.endArray();
        state(change.state());
        optional("user_id", change.userId());
        optional("metadata", change.metadata());
        origin(change.origin());
        out.member("create", change.create());
        terms(change.policy(), change.precondition(), change.once());
    }

    private void document(PutDocument change) {
        owner(change.document().owner());
        out.member("type", change.document().name().type())
                .member("key", change.document().name().key())
                .member("body", change.body());
        optional("ttl", change.ttl());
        out.member("max_documents", change.maxDocuments());
        conditions(change.precondition(), change.once());
    }

    private void message(NewMessage message) {
        out.beginObject()
                .member("role", message.role().wireName())
                .member("timestamp", message.timestamp().toString());
        optional("message_id", message.messageId());
        out.member("digest", message.digest()).member("body", message.body()).endObject();
    }

    private void owner(DocumentOwner owner) {
        out.member("namespace", owner.namespace().name());
        if (owner instanceof SessionKey session) {
            out.member("session_id", session.id().value());
        } else if (owner instanceof UserKey user) {
            out.member("owner_id", user.id().value());
        }
    }

    private void idSource(IdSource source) {
        out.member("id_source", source.name().toLowerCase(Locale.ROOT));
    }

    private void state(Map<String, JsonText> state) {
        out.name("state").beginObject();
        state.forEach(out::member);
        out.endObject();
    }

    private void origin(Origin origin) {
        optional(Origin.CREATED_VIA, origin.createdVia());
        optional(Origin.USER_AGENT, origin.userAgent());
    }

    private void terms(SessionPolicy policy, Precondition precondition, @Nullable Once once) {
        out.name("policy").beginObject().member("ttl", policy.ttl().toString());
        optional("max_age", policy.maxAge());
        out.member("history_limit", policy.historyLimit())
                .member("max_state_bytes", policy.maxStateBytes())
                .member("max_state_members", policy.maxStateMembers())
                .member("max_metadata_bytes", policy.maxMetadataBytes())
                .endObject();
        conditions(precondition, once);
    }

    private void conditions(Precondition precondition, @Nullable Once once) {
        out.name("if_match").beginArray();
        precondition.ifMatch().forEach(out::value);
        out.endArray().member("if_absent", precondition.ifAbsent());
        if (precondition.late() != null) {
            late(precondition.late());
        }
        optional("owner", precondition.owner());
        if (once != null) {
            out.name("once")
                    .beginObject()
                    .member("key", once.key())
                    .member("digest", once.digest())
                    .endObject();
        }
    }

    private void late(Late late) {
        out.name("late").beginObject().member("accepted_at", late.acceptedAt().toString());
        Late.Base base = late.base();
        if (base != null) {
            out.name("base")
                    .beginObject()
                    .member("created_at", base.createdAt().toString())
                    .member("expires_at", base.expiresAt().toString())
                    .endObject();
        }
        out.endObject();
    }

    private void update(String name, Update<?> update) {
        if (update.given() && update.value() == null) {
            out.name(name).nullValue();
        } else if (update.given()) {
            optional(name, update.value());
        }
    }

    /** Text, or what is text when it is printed: an id, a duration, a time. */
    private void optional(String name, @Nullable Object value) {
        if (value instanceof JsonText json) {
            out.member(name, json);
        } else if (value != null) {
            out.member(name, value.toString());
        }
    }
}
