package io.continuo.wiring;

import java.time.Clock;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.vertx.core.Vertx;

import io.continuo.access.Limiter;
import io.continuo.config.ContinuoConfig;
import io.continuo.store.SessionStore;

/** The limiter, with its buckets in the store. */
@Singleton
final class LimiterProducer {

    @Produces
    @Singleton
    Limiter limiter(ContinuoConfig config, SessionStore store, Clock clock, Vertx vertx) {
        return new Limiter(
                config.limits(),
                (step, now) -> store.apply(step, now),
                clock,
                (millis, task) -> vertx.setTimer(millis, id -> task.run()));
    }
}
