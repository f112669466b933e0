package io.continuo.api.http;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.Credential;
import io.continuo.access.Gatekeeper;
import io.continuo.access.Routes;
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
     * Asks who it is: at once, or, where a worker has to verify a token, later on the same thread, the request waiting.
     *
     * @param otherwise told why a token is not taken, in a way that {@link #refuse} knows
     * @throws InvalidRequest for a key in the query
     * @throws Unauthenticated where nothing says who it is, or what does is not good
     */
    void ask(RoutingContext context, String path, Consumer<Caller> then, Consumer<Throwable> otherwise) {
        if (gatekeeper.isOpen(path)) {
            then.accept(gatekeeper.anyone());
            return;
        }
        HttpServerRequest request = context.request();
        refuseSecrets(request.query());
        Credential credential = Credential.of(
                request.headers().getAll("Authorization"), request.headers().getAll("X-API-Key"));
        Caller holder = gatekeeper.holder(credential);
        if (holder != null) {
            then.accept(holder);
            return;
        }
        // What comes meanwhile is not lost.
        request.pause();
        context.vertx()
                .executeBlocking(() -> gatekeeper.bearer(credential), false)
                .onComplete(done -> {
                    request.resume();
                    if (done.succeeded()) {
                        then.accept(done.result());
                    } else {
                        otherwise.accept(done.cause());
                    }
                });
    }

    /**
     * Whether there is something at the path for this caller. What a call of the API needs besides is decided where the call
     * is known.
     */
    boolean admits(RoutingContext context, String path, Caller caller) {
        context.put(CALLER, caller);
        if (path.startsWith(API)) {
            context.put(NAMESPACE, caller.enter(asked(context.request().headers())));
            return true;
        }
        if (gatekeeper.isOpen(path)) {
            return true;
        }
        AccessRole needed = Gatekeeper.neededAtRoot(path);
        if (needed != null) {
            RequestAudit.note(context).call(context.request().method().name() + " " + Routes.beginning(path), needed);
            caller.require(needed);
        }
        return needed != null;
    }

    /** Says why not, and what to send instead. */
    static void refuse(RoutingContext context, Throwable refusal) {
        if (refusal instanceof Unauthenticated) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"continuo\"");
        }
        ProblemAnswer.send(
                context,
                refusal instanceof InvalidRequest invalid
                        ? invalid.problem()
                        : Problem.of((ContinuoException) refusal));
    }

    private static void refuseSecrets(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String parameter : parameters(query)) {
            if (Gatekeeper.isSecret(parameter)) {
                throw InvalidRequest.of(
                        parameter,
                        "is no place for a key, which would be logged on the way: send it as a header, and replace it if it"
                                + " was a good one");
            }
        }
    }

    private static Set<String> parameters(String query) {
        try {
            return new QueryStringDecoder(query, false).parameters().keySet();
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
