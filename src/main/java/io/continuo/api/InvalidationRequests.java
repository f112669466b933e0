package io.continuo.api;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonText.Kind;
import io.continuo.model.DocumentName;
import io.continuo.model.Identifiers;
import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.UserId;
import io.continuo.ops.invalidation.Invalidation;
import io.continuo.ops.invalidation.Scope;
import io.continuo.session.Namespaces;

/** The body of {@code POST /admin/invalidations}. */
final class InvalidationRequests {

    private static final Duration SHORTEST_IDLE = Duration.ofMillis(1);
    private static final String IDLE_FORM = "must be an ISO-8601 duration above zero, such as \"PT24H\"";
    private static final String LIMIT_FORM = "must be an ISO-8601 duration from PT0.1S to PT5M";
    private static final String SCOPES =
            "is required and must be one of session, user, document, older_than, orphans, all";
    private static final List<String> MEMBERS = List.of("session_id", "user_id", "keep", "type", "key", "idle_for");
    private static final int LONGEST_TOKEN = 200;

    private InvalidationRequests() {}

    static Invalidation invalidation(Namespace namespace, Fields fields, Namespaces namespaces) {
        Scope scope = scope(fields, type -> namespaces.knowsDocumentType(namespace, type));
        Boolean dryRun = fields.bool("dry_run");
        Duration limit = fields.duration(
                "time_limit", Invalidation.SHORTEST_TIME_LIMIT, Invalidation.LONGEST_TIME_LIMIT, LIMIT_FORM);
        String token = fields.text("confirmation_token", LONGEST_TOKEN);
        fields.finish();
        return new Invalidation(
                namespace,
                scope,
                dryRun == null || dryRun,
                limit == null ? Invalidation.DEFAULT_TIME_LIMIT : limit,
                token);
    }

    /** Where something is wrong with it any scope is given: the request ends with {@link Fields#finish()}. */
    private static Scope scope(Fields fields, Predicate<String> knownType) {
        String name = fields.string("scope");
        Scope scope = switch (name == null ? "" : name) {
            case "session" -> session(fields);
            case "user" -> user(fields, knownType);
            case "document" -> document(fields);
            case "older_than" -> olderThan(fields);
            case "orphans" -> new Scope.Orphans();
            case "all" -> new Scope.All();
            default -> unknown(fields);
        };
        return scope == null ? new Scope.Orphans() : scope;
    }

    private static @Nullable Scope session(Fields fields) {
        String id = required(fields, "session_id");
        return id == null ? null : new Scope.OfSession(new SessionId(id));
    }

    private static @Nullable Scope user(Fields fields, Predicate<String> knownType) {
        String id = required(fields, "user_id");
        Set<String> keep = keep(fields, knownType);
        return id == null ? null : new Scope.OfUser(new UserId(id), keep);
    }

    private static @Nullable Scope document(Fields fields) {
        String type = required(fields, "type");
        String key = required(fields, "key");
        return type == null || key == null ? null : new Scope.OfDocument(new DocumentName(type, key));
    }

    private static @Nullable Scope olderThan(Fields fields) {
        boolean given = fields.has("idle_for");
        Duration idleFor = fields.duration("idle_for", SHORTEST_IDLE, Fields.LONGEST_TTL, IDLE_FORM);
        if (!given) {
            fields.wrong("idle_for", "is required");
        }
        return idleFor == null ? null : new Scope.OlderThan(idleFor);
    }

    private static @Nullable Scope unknown(Fields fields) {
        fields.wrong("scope", SCOPES);
        MEMBERS.forEach(fields::take);
        return null;
    }

    private static @Nullable String required(Fields fields, String name) {
        boolean given = fields.has(name);
        String id = fields.id(name);
        if (!given) {
            fields.wrong(name, "is required");
        }
        return id;
    }

    /** A type that there is not may be a slip of the pen, and cost what was to be kept. */
    private static Set<String> keep(Fields fields, Predicate<String> knownType) {
        Set<String> types = new TreeSet<>();
        JsonText array = fields.array("keep");
        List<JsonText> elements = array == null ? List.of() : array.elements();
        for (int i = 0; i < elements.size(); i++) {
            String type =
                    elements.get(i).kind() == Kind.STRING ? elements.get(i).asString() : "";
            if (!Identifiers.isValid(type)) {
                fields.wrongElement("keep", i, "must be a string of " + Identifiers.FORM);
            } else if (!knownType.test(type)) {
                fields.wrongElement("keep", i, "is no type of document in this namespace");
            } else {
                types.add(type);
            }
        }
        return types;
    }
}
