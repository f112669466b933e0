package io.continuo.api.http;

import java.util.List;
import java.util.function.Consumer;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.Gatekeeper;
import io.continuo.access.Limiter;
import io.continuo.access.Routes;
import io.continuo.api.problem.FieldError;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.ContinuoException;
import io.continuo.session.SessionService;

/** The first to see a request: gives it an id, names the store, refuses what is ambiguous, asks who it is, holds callers to their rates, takes in the body. */
@Singleton
public class RequestGate {

    private static final String BATCH = "/api/v1/batch";
    private static final String IMPORT = "/api/v1/admin/import";
    private static final int FIRST = 1_000;

    /** After the CORS filter, since a browser asks without a key whether it may ask with one. */
    private static final int AFTER_CORS = SecurityHandlerPriorities.CORS - 1;

    private static final int LAST = Integer.MAX_VALUE;

    private final SessionService sessions;
    private final AccessGate access;
    private final RequestAudit audit;
    private final Refusals refusals;
    private final RateGate rates;
    private final BodyIntake.Limits limits;
    private final BodyIntake.Limits batchLimits;
    private final int lineBytes;
    private final boolean seedPaths;

    public RequestGate(
            SessionService sessions,
            Gatekeeper gatekeeper,
            Refusals refusals,
            RequestAudit audit,
            Limiter limiter,
            MeterRegistry registry,
            ContinuoConfig config) {
        this.sessions = sessions;
        this.refusals = refusals;
        this.audit = audit;
        this.access = new AccessGate(gatekeeper);
        this.rates = new RateGate(limiter, registry);
        this.seedPaths = config.seedPaths();
        this.lineBytes = (int) config.limits().lineBytes().asLongValue();
        this.limits = limits(config.limits().bodyBytes(), config.limits());
        this.batchLimits = limits(config.limits().batchBytes(), config.limits());
    }

    private static BodyIntake.Limits limits(MemorySize most, ContinuoConfig.Limits limits) {
        return new BodyIntake.Limits(
                most.asLongValue(),
                limits.drainBytes().asLongValue(),
                limits.bodyTime().toMillis());
    }

    /** The body of a request that passed the gate. */
    public static Buffer body(RoutingContext context) {
        return BodyIntake.body(context);
    }

    void open(@Observes Filters filters) {
        filters.register(this::begin, FIRST);
        filters.register(this::admit, AFTER_CORS);
    }

    void nothingHere(@Observes Router router) {
        router.route().order(-FIRST).failureHandler(this::unrouted);
        router.route().order(LAST).handler(RequestGate::nothingAt);
    }

    private void begin(RoutingContext context) {
        begin(context, RoutingContext::next);
    }

    private void begin(RoutingContext context, Consumer<RoutingContext> next) {
        sign(context);
        Problem ambiguous = FramingRules.refusal(context.request());
        if (ambiguous == null) {
            next.accept(context);
        } else {
            ProblemAnswer.sendLast(context, ambiguous);
        }
    }

    /** A request without a host, or for something that is no path, which the router gives no filter to see. */
    private void unrouted(RoutingContext context) {
        if (RequestId.of(context).isEmpty()) {
            begin(context, RequestGate::nothingAt);
        } else {
            context.next();
        }
    }

    private void admit(RoutingContext context) {
        String violation = PathRules.violation(rawPath(context));
        if (violation != null) {
            refuse(context, violation);
            return;
        }
        String path = context.normalizedPath();
        try {
            access.ask(context, path, caller -> admit(context, path, caller), refusal -> refuse(context, refusal));
        } catch (ContinuoException | InvalidRequest refusal) {
            refuse(context, refusal);
        }
    }

    private void admit(RoutingContext context, String path, Caller caller) {
        Problem tooMuch = rates.refusal(context, caller);
        if (tooMuch != null) {
            BodyIntake.drop(context, limits);
            ProblemAnswer.send(context, tooMuch);
            return;
        }
        try {
            if (access.admits(context, path, caller)) {
                letIn(context, path, caller);
            } else {
                BodyIntake.drop(context, limits);
                nothingAt(context);
            }
        } catch (ContinuoException | InvalidRequest refusal) {
            refuse(context, refusal);
        }
    }

    private void refuse(RoutingContext context, Throwable refusal) {
        refusals.count(refusal);
        BodyIntake.drop(context, limits);
        AccessGate.refuse(context, refusal);
    }

    private void letIn(RoutingContext context, String path, Caller caller) {
        if (!seedPaths && path.startsWith("/api/session/")) {
            nothingAt(context);
        } else {
            takeIn(context, path, caller);
        }
    }

    private void takeIn(RoutingContext context, String path, Caller caller) {
        if (IMPORT.equals(path) && BodyLines.isMeant(context.request())) {
            // Before its lines begin to come: nobody would read those of a call that is refused.
            caller.require(Routes.needed("POST " + IMPORT));
            BodyLines.of(context, lineBytes, limits);
            pass(context);
        } else {
            BodyIntake.of(context, BATCH.equals(path) ? batchLimits : limits, RequestGate::pass);
        }
    }

    /** The lines of a request that passed the gate with its body unread; null of one whose body was taken in. */
    public static @Nullable BodyLines lines(RoutingContext context) {
        return BodyLines.in(context);
    }

    private static void pass(RoutingContext context) {
        Problem refusal = refusal(context, context.normalizedPath());
        if (refusal == null) {
            context.next();
        } else {
            ProblemAnswer.send(context, refusal);
        }
    }

    private static @Nullable Problem refusal(RoutingContext context, String path) {
        if (path.startsWith("/api/")) {
            return RequestRules.refusal(
                    context.request(), lines(context) != null || body(context).length() > 0);
        }
        return MetricsForm.isMetrics(path) ? MetricsForm.settle(context.request()) : null;
    }

    private void sign(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader(RequestId.HEADER, RequestId.begin(context));
        audit.begin(context);
        SecurityHeaders.put(context);
        String store = StoreHeader.of(sessions.storeName(), sessions.fallback());
        context.addHeadersEndHandler(end -> {
            // Where the answer itself says where it comes from, a second value would contradict it.
            if (!response.headers().contains(StoreHeader.NAME)) {
                response.putHeader(StoreHeader.NAME, store);
            }
        });
    }

    private static void refuse(RoutingContext context, String violation) {
        ProblemAnswer.send(
                context,
                Problem.of(ProblemType.INVALID_REQUEST, "path: " + violation)
                        .withErrors(List.of(new FieldError("path", violation))));
    }

    private static void nothingAt(RoutingContext context) {
        ProblemAnswer.send(context, Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + rawPath(context) + "."));
    }

    private static String rawPath(RoutingContext context) {
        @Nullable String path = context.request().path();
        return path == null ? "" : path;
    }
}
