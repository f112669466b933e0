package io.continuo.api.http;

import java.util.List;
import java.util.Locale;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;

/**
 * Which of its two text formats the metrics are asked for in. The endpoint of Quarkus knows no ranges, wants every
 * parameter of OpenMetrics spelled out, and refuses without a problem; so it is told what it understands.
 */
final class MetricsForm {

    private static final String ACCEPT = "Accept";
    private static final List<String> PROMETHEUS = List.of("text/plain", "text/*");
    private static final List<String> OPEN_METRICS = List.of("application/openmetrics-text", "application/*", "*/*");

    private MetricsForm() {}

    static boolean isMetrics(String path) {
        return path.equals("/metrics") || path.startsWith("/metrics/");
    }

    /** Settles on a format; a problem where neither is accepted. */
    static @Nullable Problem settle(HttpServerRequest request) {
        String header = request.getHeader(ACCEPT);
        String accept = header == null ? "" : header.toLowerCase(Locale.ROOT);
        if (PROMETHEUS.stream().anyMatch(accept::contains)) {
            request.headers().set(ACCEPT, PROMETHEUS.get(0));
        } else if (accept.isBlank() || OPEN_METRICS.stream().anyMatch(accept::contains)) {
            request.headers().remove(ACCEPT);
        } else {
            return Problem.of(
                    ProblemType.NOT_ACCEPTABLE, "The metrics are text/plain or application/openmetrics-text.");
        }
        return null;
    }
}
