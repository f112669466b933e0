package io.continuo.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.Routes;
import io.continuo.access.audit.AuditNote;
import io.continuo.api.http.RequestAudit;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.json.JsonText;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.session.Conditions;
import io.continuo.session.Digests;

/**
 * One operation of a batch: the members of the single call, and members for its headers, each named as the header in snake
 * case. Members that nobody takes are wrong; see {@link Fields}.
 */
final class Operation {

    static final String BATCH = "/api/v1/batch";

    private static final Set<String> HEADERS = Set.of("if_match", "if_none_match", "idempotency_key");

    private final Call call;
    private final Namespace namespace;
    private final JsonText object;
    private final Fields fields;
    private final AuditNote note = new AuditNote();
    private @Nullable DocumentOwner owner;
    private @Nullable DocumentName document;

    private Operation(Call call, Namespace namespace, JsonText object, int index) {
        this.call = call;
        this.namespace = namespace;
        this.object = object;
        this.fields = Fields.of(object, "#/operations/" + index);
    }

    /** The operations of a body, at most so many. */
    static List<Operation> of(Call call, int most) {
        call.refuseTerms();
        Namespace namespace = call.namespace();
        // An operation may nest as deep as the body of a single call; it stands in an array in an object.
        Fields body = call.fields(Call.MAX_DEPTH + 2);
        body.check();
        if (!body.has("operations")) {
            body.wrong("operations", "is required");
        }
        JsonText array = body.array("operations");
        body.finish();
        List<JsonText> elements = Objects.requireNonNull(array).elements();
        if (elements.size() > most) {
            throw new LimitExceeded("operations", most);
        }
        List<Operation> operations = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            operations.add(new Operation(call, namespace, elements.get(i), i));
        }
        return operations;
    }

    /**
     * What it asks for, by its {@code op}.
     *
     * @throws InvalidRequest if it is none of these
     * @throws Forbidden if the caller's role does not include it
     */
    <K> K kind(Map<String, K> kinds) {
        fields.check();
        String name = fields.string("op");
        K kind = name == null ? null : kinds.get(name);
        if (kind == null) {
            fields.wrong("op", "is required and must be one of " + String.join(", ", kinds.keySet()));
            fields.check();
        }
        String operation = "batch " + name;
        AccessRole needed = Routes.needed(operation);
        note.call(operation, needed);
        caller().require(needed);
        return Objects.requireNonNull(kind);
    }

    /** What the audit log is to say of it. */
    AuditNote note() {
        return note;
    }

    RoutingContext context() {
        return call.context;
    }

    Fields fields() {
        return fields;
    }

    /** To be called while its members are taken: from then on it is wrong to name no session. */
    void requireSession() {
        String id = fields.requiredId("session_id");
        owner = id == null ? null : session(id);
        noted();
    }

    private void noted() {
        if (owner != null) {
            note.about(owner);
        }
    }

    /** To be called while its members are taken: from then on it is wrong to name no document, or two owners. */
    void requireDocument() {
        if (fields.has("session_id") == fields.has("user_id")) {
            fields.wrong("session_id", "or user_id is required, and not both");
        }
        String session = fields.id("session_id");
        UserId user = fields.userId();
        if (user != null) {
            caller().speakFor(user);
        }
        owner = session != null ? session(session) : user != null ? new UserKey(namespace, user) : null;
        noted();
        String type = fields.requiredId("type");
        String key = fields.requiredId("key");
        document = type == null || key == null ? null : new DocumentName(type, key);
        if (document != null) {
            note.about(document);
        }
    }

    /** Whose business it is, once all its members are right. */
    DocumentOwner owner() {
        return Objects.requireNonNull(owner, "its members come first");
    }

    /** The session it names, once all its members are right. */
    SessionKey session() {
        return (SessionKey) owner();
    }

    /** The document it names, once all its members are right. */
    DocumentKey document() {
        return new DocumentKey(owner(), Objects.requireNonNull(document, "its members come first"));
    }

    private SessionKey session(String id) {
        return new SessionKey(namespace, new SessionId(id));
    }

    Conditions conditions() {
        return new Terms(
                        fields.tags("if_match"),
                        fields.tags("if_none_match"),
                        fields.string("idempotency_key"),
                        this::wrong)
                .conditions(this::digest)
                .ownedBy(reader());
    }

    /** Tells whether the caller already has a version. */
    LongPredicate held() {
        return new Terms(null, fields.tags("if_none_match"), null, this::wrong).held();
    }

    Caller caller() {
        return call.caller();
    }

    /** The one user whose sessions may be read; null for everyone's. */
    @Nullable
    UserId reader() {
        return call.reader();
    }

    Origin origin() {
        return call.origin(BATCH);
    }

    Outcome failed(Throwable failure) {
        Problem problem = Failures.problem(failure, call.context);
        RequestAudit.failed(note, problem);
        return Outcome.of(problem);
    }

    private void wrong(String header, String detail) {
        fields.wrong(header.toLowerCase(Locale.ROOT).replace('-', '_'), detail);
    }

    /** Of all but what would be a header. */
    private String digest() {
        return Digests.of(object.members().stream()
                .filter(member -> !HEADERS.contains(member.name()))
                .flatMap(member ->
                        Stream.of(member.name().getBytes(UTF_8), member.value().bytes()))
                .toArray(byte[][]::new));
    }
}
