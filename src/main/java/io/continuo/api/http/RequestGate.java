package io.continuo.api.http;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.FieldError;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.config.ContinuoConfig;
import io.continuo.session.SessionService;

/** The first to see a request: gives it an id, names the store, refuses ambiguous paths, takes in the body. */
@Singleton
public class RequestGate {

    private static final int FIRST = 1_000;
    private static final int LAST = Integer.MAX_VALUE;

    private final SessionService sessions;
    private final BodyIntake.Limits limits;

    public RequestGate(SessionService sessions, ContinuoConfig config) {
        this.sessions = sessions;
        this.limits = new BodyIntake.Limits(
                config.limits().bodyBytes().asLongValue(),
                config.limits().drainBytes().asLongValue(),
                config.limits().bodyTime().toMillis());
    }

    /** The body of a request that passed the gate. */
    public static Buffer body(RoutingContext context) {
        return BodyIntake.body(context);
    }

    void open(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    void nothingHere(@Observes Router router) {
        router.route()
                .order(LAST)
                .handler(context -> ProblemAnswer.send(
                        context,
                        Problem.of(
                                ProblemType.NOT_FOUND,
                                "There is nothing at " + context.request().path() + ".")));
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader(RequestId.HEADER, RequestId.begin(context));
        response.putHeader("Continuo-Store", sessions.storeName());
        String violation = PathRules.violation(path(request));
        if (violation == null) {
            BodyIntake.of(context, limits, RoutingContext::next);
        } else {
            ProblemAnswer.send(
                    context,
                    Problem.of(ProblemType.INVALID_REQUEST, "path: " + violation)
                            .withErrors(List.of(new FieldError("path", violation))));
        }
    }

    private static String path(HttpServerRequest request) {
        @Nullable String path = request.path();
        return path == null ? "" : path;
    }
}
