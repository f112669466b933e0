package io.continuo.api;

import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;

import io.continuo.api.http.RequestGate;

/** Keeps long work off the event loops, on which many requests wait. */
final class EventLoops {

    /** What is read in a millisecond or less. */
    private static final int SHORT = 128 * 1024;

    private EventLoops() {}

    /** Reads a request's body, a long one on a worker; what follows happens on the event loop again. */
    static <T> Uni<T> sparing(RoutingContext request, Supplier<T> reading) {
        Uni<T> read = Uni.createFrom().item(reading);
        Context here = request.vertx().getOrCreateContext();
        return RequestGate.body(request).length() <= SHORT
                ? read
                : read.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .emitOn(task -> here.runOnContext(turn -> task.run()));
    }
}
