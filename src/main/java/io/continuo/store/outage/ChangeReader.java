package io.continuo.store.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.IdSource;
import io.continuo.model.Late;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.Role;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.Update;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Reads what {@link ChangeWriter} wrote; anything else is some {@link RuntimeException}. */
final class ChangeReader {

    private final Map<String, JsonText> members;

    ChangeReader(JsonText object) {
        members = members(object);
    }

    Change<?> change() {
        return switch (ChangeForm.Kind.named(text("kind"))) {
            case CREATE_SESSION ->
                new CreateSession(
                        session(),
                        optional("user_id", UserId::new),
                        state(),
                        required("metadata"),
                        origin(),
                        optional("ttl", Duration::parse),
                        policy(),
                        precondition(),
                        once(),
                        idSource());
            case PUT_SESSION ->
                new PutSession(
                        session(),
                        optional("user_id", UserId::new),
                        state(),
                        required("metadata"),
                        origin(),
                        optional("ttl", Duration::parse),
                        policy(),
                        precondition(),
                        once());
            case PATCH_SESSION ->
                new PatchSession(
                        session(),
                        members.get("state"),
                        members.get("metadata"),
                        update("user_id", UserId::new),
                        update("ttl", Duration::parse),
                        policy(),
                        precondition(),
                        once());
            case APPEND_MESSAGES ->
                new AppendMessages(
                        session(),
                        messages(),
                        state(),
                        optional("user_id", UserId::new),
                        members.get("metadata"),
                        origin(),
                        flag("create"),
                        AppendMessages.Answer.BRIEF,
                        policy(),
                        precondition(),
                        once(),
                        idSource());
            case PUT_DOCUMENT ->
                new PutDocument(
                        DocumentKey.of(owner(), text("type"), text("key")),
                        required("body"),
                        optional("ttl", Duration::parse),
                        number("max_documents"),
                        precondition(),
                        once());
        };
    }

    private Namespace namespace() {
        return new Namespace(text("namespace"));
    }

    private SessionKey session() {
        return new SessionKey(namespace(), new SessionId(text("session_id")));
    }

    private IdSource idSource() {
        return IdSource.valueOf(text("id_source").toUpperCase(Locale.ROOT));
    }

    private DocumentOwner owner() {
        return members.containsKey("session_id") ? session() : new UserKey(namespace(), new UserId(text("owner_id")));
    }

    private Map<String, JsonText> state() {
        return Collections.unmodifiableMap(members(required("state")));
    }

    private Origin origin() {
        return new Origin(members.get(Origin.CREATED_VIA), members.get(Origin.USER_AGENT));
    }

    private List<NewMessage> messages() {
        return required("messages").elements().stream()
                .map(message -> new ChangeReader(message).message())
                .toList();
    }

    private NewMessage message() {
        return new NewMessage(
                Role.ofWireName(text("role")).orElseThrow(),
                required("body"),
                Instant.parse(text("timestamp")),
                optional("message_id", Function.identity()),
                text("digest"));
    }

    private SessionPolicy policy() {
        ChangeReader policy = new ChangeReader(required("policy"));
        return new SessionPolicy(
                Duration.parse(policy.text("ttl")),
                policy.optional("max_age", Duration::parse),
                policy.number("history_limit"),
                policy.number("max_state_bytes"),
                policy.number("max_state_members"),
                policy.number("max_metadata_bytes"));
    }

    private Precondition precondition() {
        List<Long> versions = required("if_match").elements().stream()
                .map(version -> Long.valueOf(version.text()))
                .toList();
        return new Precondition(versions, flag("if_absent"), inside("late", ChangeReader::late))
                .ownedBy(optional("owner", UserId::new));
    }

    private Late late() {
        return new Late(Instant.parse(text("accepted_at")), inside("base", ChangeReader::base));
    }

    private Late.Base base() {
        return new Late.Base(Instant.parse(text("created_at")), Instant.parse(text("expires_at")));
    }

    private @Nullable Once once() {
        return inside("once", once -> new Once(once.text("key"), once.text("digest")));
    }

    private <T> Update<T> update(String name, Function<String, T> form) {
        JsonText value = members.get(name);
        if (value == null) {
            return Update.keep();
        }
        return value.equals(JsonText.NULL) ? Update.clear() : Update.set(form.apply(value.asString()));
    }

    private <T> @Nullable T optional(String name, Function<String, T> form) {
        JsonText value = members.get(name);
        return value == null ? null : form.apply(value.asString());
    }

    private <T> @Nullable T inside(String name, Function<ChangeReader, T> form) {
        JsonText object = members.get(name);
        return object == null ? null : form.apply(new ChangeReader(object));
    }

    private String text(String name) {
        return required(name).asString();
    }

    private int number(String name) {
        return Integer.parseInt(required(name).text());
    }

    private boolean flag(String name) {
        JsonText value = required(name);
        if (value.kind() != JsonText.Kind.BOOLEAN) {
            throw new IllegalArgumentException(name + " is neither true nor false");
        }
        return value.equals(JsonText.TRUE);
    }

    private JsonText required(String name) {
        JsonText value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Map<String, JsonText> members(JsonText object) {
        Map<String, JsonText> members = new LinkedHashMap<>();
        object.members().forEach(member -> members.put(member.name(), member.value()));
        return members;
    }
}
