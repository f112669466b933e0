package io.continuo.api.http;

import java.util.function.Consumer;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;

/**
 * Takes in one request's body. Beyond the limit the rest is read and dropped, so that the caller gets the problem and not a
 * reset; beyond what is worth dropping, the connection ends. A body that does not arrive in time is a problem as well.
 */
final class BodyIntake implements Handler<Buffer> {

    /**
     * How much and how long.
     *
     * @param bodyBytes the largest accepted body
     * @param drainBytes how much is read and dropped at the most
     * @param bodyMillis how long a body may take
     */
    record Limits(long bodyBytes, long drainBytes, long bodyMillis) {}

    private static final String BODY = "continuo.body";

    private final RoutingContext context;
    private final Limits limits;
    private final Consumer<RoutingContext> next;
    private final Buffer body = Buffer.buffer();
    private long received;
    private long timer = -1;
    private boolean done;

    private BodyIntake(RoutingContext context, Limits limits, Consumer<RoutingContext> next) {
        this.context = context;
        this.limits = limits;
        this.next = next;
    }

    /** Calls {@code next} once the whole body is there, or answers with a problem. */
    static void of(RoutingContext context, Limits limits, Consumer<RoutingContext> next) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            next.accept(context);
            return;
        }
        BodyIntake intake = new BodyIntake(context, limits, next);
        boolean waits = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        if (announced(request) > (waits ? limits.bodyBytes() : limits.drainBytes())) {
            // Whether the body comes all the same cannot be told, so nothing can follow on this connection.
            context.response().putHeader("Connection", "close");
            intake.tooLarge();
            return;
        }
        if (waits) {
            context.response().writeContinue();
        }
        intake.begin();
    }

    /** Reads what comes of a body that nobody wants, within the same limits; beyond them the connection ends. */
    static void drop(RoutingContext context, Limits limits) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return;
        }
        long[] received = {0};
        long timer = context.vertx()
                .setTimer(limits.bodyMillis(), id -> request.connection().close());
        request.handler(chunk -> {
            received[0] += chunk.length();
            if (received[0] > limits.drainBytes()) {
                request.connection().close();
            }
        });
        request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
        request.endHandler(end -> context.vertx().cancelTimer(timer));
    }

    /** The body that was taken in; empty where there was none. */
    static Buffer body(RoutingContext context) {
        Buffer body = context.get(BODY);
        return body == null ? Buffer.buffer() : body;
    }

    private void begin() {
        HttpServerRequest request = context.request();
        timer = context.vertx().setTimer(limits.bodyMillis(), id -> late());
        request.handler(this);
        request.exceptionHandler(gone -> finish());
        request.endHandler(end -> complete());
    }

    @Override
    public void handle(Buffer chunk) {
        received += chunk.length();
        if (received <= limits.bodyBytes()) {
            body.appendBuffer(chunk);
        } else if (received > limits.drainBytes() && !done) {
            tooLarge();
            context.request().connection().close();
        }
    }

    private void complete() {
        if (done) {
            return;
        }
        finish();
        if (received > limits.bodyBytes()) {
            tooLarge();
        } else {
            context.put(BODY, body);
            next.accept(context);
        }
    }

    private void tooLarge() {
        finish();
        ProblemAnswer.send(
                context,
                Problem.of(
                                ProblemType.PAYLOAD_TOO_LARGE,
                                "The body may have " + limits.bodyBytes() + " bytes at the most.")
                        .withLimit("body_bytes", limits.bodyBytes()));
    }

    private void late() {
        if (!done) {
            finish();
            ProblemAnswer.sendLast(
                    context,
                    Problem.of(
                            ProblemType.REQUEST_TIMEOUT,
                            "The body did not arrive within " + limits.bodyMillis() / 1000 + " seconds."));
        }
    }

    private void finish() {
        done = true;
        context.vertx().cancelTimer(timer);
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
