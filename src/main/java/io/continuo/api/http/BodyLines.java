package io.continuo.api.http;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;

/**
 * The lines of a request's body, each given when it is asked for. No more is read from the connection than what is asked for, so
 * a body may be of any length: the limit is on a line. Of the request's event loop.
 */
public final class BodyLines {

    private static final String LINES = "continuo.lines";
    private static final String MEDIA_TYPE = "application/x-ndjson";

    /**
     * A line without its end.
     *
     * @param number from 1; blank lines count, though they are not given
     * @param text null where it is longer than allowed
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed through; compared by nobody.
    public record Line(long number, byte @Nullable [] text) {}

    private final RoutingContext context;
    private final int most;
    private final BodyIntake.Limits limits;
    private final Deque<Line> ready = new ArrayDeque<>();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private @Nullable UniEmitter<? super @Nullable Line> waiting;
    private long number = 1;
    private boolean tooLong;
    private boolean ended;
    private boolean lost;
    private long dropped;
    private long timer = -1;

    private BodyLines(RoutingContext context, int most, BodyIntake.Limits limits) {
        this.context = context;
        this.most = most;
        this.limits = limits;
    }

    /** Whether a request brings lines. */
    static boolean isMeant(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return request.method().equals(HttpMethod.POST) && type != null && type.startsWith(MEDIA_TYPE);
    }

    /** Leaves the body for {@link #next()}; what is left of it when the request is answered is dropped. */
    static void of(RoutingContext context, int most, BodyIntake.Limits limits) {
        HttpServerRequest request = context.request();
        BodyLines lines = new BodyLines(context, most, limits);
        context.put(LINES, lines);
        lines.ended = request.isEnded();
        request.pause();
        request.handler(lines::take);
        request.endHandler(end -> lines.end());
        request.exceptionHandler(gone -> lines.lose());
        context.addEndHandler(answered -> lines.drop());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
    }

    static @Nullable BodyLines in(RoutingContext context) {
        return context.get(LINES);
    }

    /** The longest that a line may be. */
    public int most() {
        return most;
    }

    /** The next line, null after the last one. Fails with {@link InvalidRequest} where no more comes in time. */
    public Uni<@Nullable Line> next() {
        return Uni.createFrom().emitter(emitter -> {
            waiting = emitter;
            answer();
        });
    }

    private void answer() {
        UniEmitter<? super @Nullable Line> asking = waiting;
        if (asking == null) {
            return;
        }
        Line line = ready.poll();
        if (line != null || ended) {
            rest();
            asking.complete(line);
        } else if (lost) {
            rest();
            asking.fail(InvalidRequest.of("body", "ended before it was whole"));
        } else {
            if (timer < 0) {
                timer = context.vertx().setTimer(limits.bodyMillis(), id -> late());
            }
            context.request().fetch(1);
        }
    }

    private void rest() {
        waiting = null;
        context.vertx().cancelTimer(timer);
        timer = -1;
    }

    private void late() {
        UniEmitter<? super @Nullable Line> asking = waiting;
        rest();
        if (asking != null) {
            asking.fail(new InvalidRequest(Problem.of(
                    ProblemType.REQUEST_TIMEOUT,
                    "No more of the body came for " + limits.bodyMillis() / 1000 + " seconds.")));
        }
    }

    private void take(Buffer chunk) {
        int from = 0;
        for (int at = 0; at < chunk.length(); at++) {
            if (chunk.getByte(at) == '\n') {
                add(chunk, from, at);
                finish();
                from = at + 1;
            }
        }
        add(chunk, from, chunk.length());
        answer();
    }

    private void add(Buffer chunk, int from, int to) {
        if (tooLong || begun.size() + to - from > most) {
            tooLong = true;
            begun.reset();
        } else {
            begun.writeBytes(chunk.getBytes(from, to));
        }
    }

    private void finish() {
        if (tooLong || !isBlank()) {
            ready.add(new Line(number, tooLong ? null : begun.toByteArray()));
        }
        number++;
        tooLong = false;
        begun.reset();
    }

    private boolean isBlank() {
        return begun.size() == 0 || (begun.size() == 1 && begun.toByteArray()[0] == '\r');
    }

    private void end() {
        finish();
        ended = true;
        answer();
    }

    private void lose() {
        lost = true;
        answer();
    }

    private void drop() {
        if (ended || lost) {
            return;
        }
        HttpServerRequest request = context.request();
        request.handler(chunk -> {
            dropped += chunk.length();
            if (dropped > limits.drainBytes()) {
                request.connection().close();
            }
        });
        request.endHandler(end -> {});
        request.resume();
    }
}
