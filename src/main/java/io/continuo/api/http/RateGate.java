package io.continuo.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Allowances;
import io.continuo.access.Caller;
import io.continuo.access.Limit;
import io.continuo.access.Limiter;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;

/** Holds known callers to their rates, and tells them how they stand (draft-ietf-httpapi-ratelimit-headers-10). */
public final class RateGate {

    private static final String ALLOWANCES = "continuo.allowances";

    private final Limiter limiter;
    private final Map<String, Counter> refused;

    RateGate(Limiter limiter, MeterRegistry registry) {
        this.limiter = limiter;
        this.refused = Stream.of(Allowances.REQUESTS, Allowances.BYTES)
                .collect(Collectors.toMap(
                        measure -> measure,
                        measure -> Counter.builder("continuo.requests.limited")
                                .description("Requests that were refused because their caller had spent its rate")
                                .tag("limit", measure)
                                .register(registry)));
    }

    /** Why the request is not let in now; null where it is. */
    @Nullable
    Problem refusal(RoutingContext context, Caller caller) {
        Allowances allowances = limiter.of(caller);
        if (allowances == null) {
            return null;
        }
        Limit passed = allowances.letIn();
        context.response()
                .putHeader("RateLimit-Policy", allowances.policy())
                .putHeader("RateLimit", allowances.state());
        if (passed != null) {
            Objects.requireNonNull(refused.get(passed.measure())).increment();
            return problem(passed);
        }
        context.put(ALLOWANCES, allowances);
        if (allowances.countsBytes()) {
            context.addEndHandler(end -> allowances.spendBytes(
                    context.request().bytesRead() + context.response().bytesWritten()));
        }
        return null;
    }

    /** Counts what a request turned out to ask beside itself. */
    public static void spendRequests(RoutingContext context, int more) {
        Allowances allowances = context.get(ALLOWANCES);
        if (allowances != null) {
            allowances.spendRequests(more);
        }
    }

    private static Problem problem(Limit passed) {
        return Problem.of(
                        ProblemType.RATE_LIMITED,
                        "The caller may have " + passed.perSecond() + " " + passed.measure()
                                + " a second. Try again after the time that Retry-After says.")
                .withLimit(passed.measure() + "_per_second", passed.perSecond())
                .withRetryAfter(Duration.ofSeconds(passed.retryAfter()));
    }
}
