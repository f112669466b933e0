package io.continuo.api.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import io.continuo.api.problem.Problem;

/** Ends a request with a problem where no resource is involved. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    public static void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        RequestAudit.failed(context, problem);
        String retryAfter = problem.retryAfterSeconds();
        if (retryAfter != null) {
            response.putHeader("Retry-After", retryAfter);
        }
        byte[] body = problem.toJson(String.valueOf(context.request().path()), RequestId.of(context));
        response.setStatusCode(problem.type().status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(body));
    }
}
