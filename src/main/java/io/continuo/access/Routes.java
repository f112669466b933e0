package io.continuo.access;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.continuo.model.AccessRole;

/**
 * The one table of which role each call needs. A call is a method and the template of its path; an operation of a batch is
 * {@code batch} and its name. What is not in it cannot be called: the service does not start with a resource that is missing
 * here, and answers 404 at the root for whatever else a library may have put there.
 */
public final class Routes {

    /** Answered to whoever asks. */
    private static final String OPEN = "/health";

    private static final Map<String, AccessRole> ROOTS = Map.of(
            "/metrics", AccessRole.OPERATOR,
            "/openapi", AccessRole.READER,
            "/swagger-ui", AccessRole.READER);

    private static final Map<String, AccessRole> CALLS = calls();

    private Routes() {}

    private static Map<String, AccessRole> calls() {
        Map<String, AccessRole> calls = new HashMap<>();
        List.of(
                        "GET /api/v1/sessions",
                        "GET /api/v1/sessions/{id}",
                        "HEAD /api/v1/sessions/{id}",
                        "GET /api/v1/sessions/{id}/messages",
                        "GET /api/v1/sessions/{id}/documents",
                        "GET /api/v1/sessions/{id}/documents/{type}/{key}",
                        "HEAD /api/v1/sessions/{id}/documents/{type}/{key}",
                        "GET /api/v1/users/{user_id}",
                        "GET /api/v1/users/{user_id}/sessions",
                        "GET /api/v1/users/{user_id}/documents",
                        "GET /api/v1/users/{user_id}/documents/{type}/{key}",
                        "HEAD /api/v1/users/{user_id}/documents/{type}/{key}",
                        // Each of its operations needs a role of its own.
                        "POST /api/v1/batch",
                        "batch get_session",
                        "batch get_document")
                .forEach(call -> calls.put(call, AccessRole.READER));
        List.of(
                        "POST /api/v1/sessions",
                        "PUT /api/v1/sessions/{id}",
                        "PATCH /api/v1/sessions/{id}",
                        "POST /api/v1/sessions/{id}/touch",
                        "DELETE /api/v1/sessions/{id}",
                        "POST /api/v1/sessions/{id}/messages",
                        "DELETE /api/v1/sessions/{id}/messages",
                        "POST /api/v1/input",
                        "PUT /api/v1/sessions/{id}/documents/{type}/{key}",
                        "DELETE /api/v1/sessions/{id}/documents/{type}/{key}",
                        "DELETE /api/v1/users/{user_id}",
                        "PUT /api/v1/users/{user_id}/documents/{type}/{key}",
                        "DELETE /api/v1/users/{user_id}/documents/{type}/{key}",
                        "DELETE /api/session/{id}",
                        "batch put_session",
                        "batch patch_session",
                        "batch append_messages",
                        "batch touch_session",
                        "batch delete_session",
                        "batch put_document",
                        "batch delete_document")
                .forEach(call -> calls.put(call, AccessRole.CLIENT));
        List.of(
                        "GET /api/v1/sessions/{id}/debug",
                        "GET /api/v1/redis-status",
                        "GET /api/v1/stats",
                        "GET /api/session/redis-status",
                        "GET /api/session/{id}/debug",
                        "GET /api/session/{id}/verify")
                .forEach(call -> calls.put(call, AccessRole.OPERATOR));
        List.of(
                        "POST /api/v1/admin/invalidations",
                        "GET /api/v1/admin/export",
                        "POST /api/v1/admin/import",
                        "POST /api/v1/admin/anonymize")
                .forEach(call -> calls.put(call, AccessRole.ADMIN));
        return Collections.unmodifiableMap(calls);
    }

    /** Every call that there is a rule for. */
    public static Set<String> known() {
        return CALLS.keySet();
    }

    /**
     * What a call needs.
     *
     * @throws IllegalStateException where there is no rule for it
     */
    public static AccessRole needed(String call) {
        AccessRole role = CALLS.get(call);
        if (role == null) {
            throw new IllegalStateException("There is no rule who may " + call);
        }
        return role;
    }

    /** As much of a path as the table has before the first name in it, or what lies at the root; empty where it has nothing. */
    public static String beginning(String path) {
        return Stream.concat(
                        ROOTS.keySet().stream(),
                        CALLS.keySet().stream()
                                .map(call ->
                                        call.substring(call.indexOf(' ') + 1).replaceFirst("/\\{.*", "")))
                .filter(beginning -> path.equals(beginning) || path.startsWith(beginning + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    static boolean isOpen(String path) {
        return isUnder(path, OPEN);
    }

    /** What lies at the root and what it needs; null where nothing does. */
    static @Nullable AccessRole neededAtRoot(String path) {
        return ROOTS.entrySet().stream()
                .filter(root -> isUnder(path, root.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** {@code /openapi} has {@code /openapi.json} beside it. */
    static boolean isUnder(String path, String root) {
        return path.startsWith(root)
                && (path.length() == root.length() || "/.".indexOf(path.charAt(root.length())) >= 0);
    }
}
