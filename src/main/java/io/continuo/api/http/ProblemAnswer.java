package io.continuo.api.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import io.continuo.api.problem.Problem;

/** Ends a request with a problem where no resource is involved. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    public static void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (!response.ended() && !response.closed()) {
            response.end(begun(context, problem));
        }
    }

    /** The same as the last thing on the connection: whatever came after the request is never looked at. */
    static void sendLast(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        Buffer body = begun(context, problem);
        // Not ended: that would be the sign to take up the next request.
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                .write(body)
                .onComplete(sent -> context.request().connection().close());
    }

    private static Buffer begun(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        RequestAudit.failed(context, problem);
        String retryAfter = problem.retryAfterSeconds();
        if (retryAfter != null) {
            response.putHeader("Retry-After", retryAfter);
        }
        response.setStatusCode(problem.type().status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        return Buffer.buffer(problem.toJson(String.valueOf(context.request().path()), RequestId.of(context)));
    }
}
