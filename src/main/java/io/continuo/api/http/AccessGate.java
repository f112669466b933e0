package io.continuo.api.http;

import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.Gatekeeper;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Namespace;

/** Lets a request in or not, by its headers alone, and notes whose it is and which namespace it is about. */
public final class AccessGate {

    private static final String API = "/api/";
    private static final String HEADER = "Continuo-Namespace";
    private static final String CALLER = "continuo.caller";
    private static final String NAMESPACE = "continuo.namespace";

    private final Gatekeeper gatekeeper;

    AccessGate(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /** Who asks; of a request that passed. */
    public static Caller caller(RoutingContext context) {
        return context.get(CALLER);
    }

    /** Which namespace a request of the API is about. */
    public static Namespace namespace(RoutingContext context) {
        return context.get(NAMESPACE);
    }

    /**
     * Whether there is something at the path for this caller. What a call of the API needs besides is decided where the call
     * is known.
     */
    boolean admits(RoutingContext context, String path) {
        boolean open = gatekeeper.isOpen(path);
        Caller caller = open ? gatekeeper.anyone() : known(context.request());
        context.put(CALLER, caller);
        if (path.startsWith(API)) {
            context.put(NAMESPACE, caller.enter(asked(context.request().headers())));
            return true;
        }
        AccessRole needed = Gatekeeper.neededAtRoot(path);
        if (!open && needed != null) {
            caller.require(needed);
        }
        return open || needed != null;
    }

    /** Says why not, and what to send instead. */
    static void refuse(RoutingContext context, RuntimeException refusal) {
        if (refusal instanceof Unauthenticated) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"continuo\"");
        }
        ProblemAnswer.send(
                context,
                refusal instanceof InvalidRequest invalid
                        ? invalid.problem()
                        : Problem.of((ContinuoException) refusal));
    }

    private Caller known(HttpServerRequest request) {
        refuseSecrets(request.query());
        MultiMap headers = request.headers();
        return gatekeeper.caller(headers.getAll("Authorization"), headers.getAll("X-API-Key"));
    }

    private static void refuseSecrets(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (Map.Entry<String, List<String>> parameter : parameters(query).entrySet()) {
            if (Gatekeeper.isSecret(parameter.getKey())) {
                throw InvalidRequest.of(
                        parameter.getKey(),
                        "is no place for a key, which would be logged on the way: send it as a header, and replace it if"
                                + " it was a good one");
            }
        }
    }

    private static Map<String, List<String>> parameters(String query) {
        try {
            return new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of("query", "its percent-encoding is broken");
        }
    }

    /** All lines as one (RFC 9110, 5.2): what a caller wanted to say with two is not known. */
    private static @Nullable Namespace asked(MultiMap headers) {
        List<String> lines = headers.getAll(HEADER);
        if (lines.isEmpty()) {
            return null;
        }
        String name = String.join(", ", lines);
        if (!Namespace.isValid(name)) {
            throw InvalidRequest.of(HEADER, "must be 1 to 64 characters of a-z 0-9 - _");
        }
        return new Namespace(name);
    }
}
