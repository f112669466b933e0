package io.continuo.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.Context;

import io.quarkus.arc.ClientProxy;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.audit.AuditNote;
import io.continuo.api.http.AccessGate;
import io.continuo.api.http.RequestAudit;
import io.continuo.api.http.RequestGate;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.json.JsonText;
import io.continuo.json.MalformedJsonException;
import io.continuo.json.StrictJson;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Identifiers;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.session.Conditions;
import io.continuo.session.Digests;

/** What every call says besides its body and its own parameters: namespace, conditions, idempotency, origin. */
@NullUnmarked
public class Call {

    /** How deep a body may nest, the body itself being 1. */
    static final int MAX_DEPTH = 128;

    private static final int LONGEST_USER_AGENT = 512;

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    @HeaderParam("User-Agent")
    String userAgent;

    @Context
    RoutingContext context;

    Namespace namespace() {
        return AccessGate.namespace(context);
    }

    Caller caller() {
        return AccessGate.caller(context);
    }

    /** Frees the call from the thread of the request, on which alone what is injected can be used. */
    RoutingContext forAnyThread() {
        context = ClientProxy.unwrap(context);
        return context;
    }

    /** What the audit log is to say of this call. */
    AuditNote note() {
        return RequestAudit.note(context);
    }

    SessionKey session(String id) {
        return noted(new SessionKey(namespace(), new SessionId(id("session_id", id))));
    }

    private <T extends DocumentOwner> T noted(T owner) {
        note().about(owner);
        return owner;
    }

    /** The session of the id that the body gives, else of one that the service chooses. */
    SessionKey session(@Nullable SessionId given, Supplier<SessionId> chosen) {
        return noted(new SessionKey(namespace(), given == null ? chosen.get() : given));
    }

    /** The user whose sessions are asked for; null for everyone's. */
    @Nullable
    UserId user(@Nullable String id) {
        return caller().speakFor(id == null ? null : new UserId(id("user_id", id)));
    }

    UserKey owner(String userId) {
        UserId id = new UserId(id("user_id", userId));
        UserKey user = noted(new UserKey(namespace(), id));
        caller().speakFor(id);
        return user;
    }

    /** The one user whose sessions may be read; null for everyone's. */
    @Nullable
    UserId reader() {
        return caller().user();
    }

    DocumentKey document(DocumentOwner owner, String type, String key) {
        DocumentKey document = DocumentKey.of(owner, id("type", type), id("key", key));
        note().about(document.name());
        return document;
    }

    /** The first value of a query parameter, null where there is none. */
    @Nullable
    String query(String parameter) {
        List<String> values = queries(parameter);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The values of a query parameter, empty ones too: JAX-RS takes these for absent, which is not always what was meant. */
    List<String> queries(String parameter) {
        return context.queryParam(parameter);
    }

    /** An id that is right, or the named parameter is not. */
    static String id(String parameter, String value) {
        if (!Identifiers.isValid(value)) {
            throw InvalidRequest.of(parameter, "must be " + Identifiers.FORM);
        }
        return value;
    }

    /** The fields of a body that is an object. */
    Fields fields() {
        return fields(MAX_DEPTH);
    }

    Fields fields(int maxDepth) {
        return Fields.of(body(maxDepth));
    }

    /** The body as exact JSON, whatever it is. */
    JsonText body() {
        return body(MAX_DEPTH);
    }

    private JsonText body(int maxDepth) {
        try {
            return StrictJson.parse(RequestGate.body(context).getBytes(), maxDepth);
        } catch (MalformedJsonException e) {
            throw new InvalidRequest(Problem.of(ProblemType.MALFORMED_JSON, e.detail()));
        }
    }

    /** For calls whose parts have conditions and keys of their own: they would not know what these are about. */
    void refuseTerms() {
        refuse(IF_MATCH);
        refuse(IF_NONE_MATCH);
        refuse(IDEMPOTENCY_KEY);
    }

    private void refuse(String header) {
        if (header(header) != null) {
            throw InvalidRequest.of(header, "is not understood here: it belongs to each operation");
        }
    }

    Conditions conditions() {
        return terms().conditions(this::requestDigest).ownedBy(caller().user());
    }

    /** Tells whether the caller already has a version. */
    LongPredicate held() {
        return terms().held();
    }

    private Terms terms() {
        return new Terms(header(IF_MATCH), header(IF_NONE_MATCH), header(IDEMPOTENCY_KEY), (header, detail) -> {
            throw InvalidRequest.of(header, detail);
        });
    }

    Origin origin(String createdVia) {
        return new Origin(JsonText.ofString(createdVia), userAgent == null ? null : JsonText.ofString(shortened()));
    }

    /**
     * All lines of a header as one list (RFC 9110, 5.2). Where it is there and empty it is empty: what a caller wanted to
     * say with it is not known, and it must not pass for nothing at all.
     */
    private @Nullable String header(String name) {
        List<String> lines = context.request().headers().getAll(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }

    private String shortened() {
        return userAgent.length() <= LONGEST_USER_AGENT ? userAgent : userAgent.substring(0, LONGEST_USER_AGENT);
    }

    private String requestDigest() {
        String query = context.request().query();
        return Digests.of(
                context.request().method().name().getBytes(UTF_8),
                context.request().path().getBytes(UTF_8),
                (query == null ? "" : query).getBytes(UTF_8),
                RequestGate.body(context).getBytes());
    }
}
