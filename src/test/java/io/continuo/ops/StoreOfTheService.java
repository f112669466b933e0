package io.continuo.ops;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import io.continuo.session.Namespaces;
import io.continuo.store.SessionStore;
import io.continuo.store.layer.MeteredStore;
import io.continuo.store.layer.UnreadableValues;
import io.continuo.store.redis.RedisClients;
import io.continuo.store.redis.RedisSessionStore;
import io.continuo.store.redis.RedisSettings;
import io.continuo.support.SharedRedis;

/** The store of the service under test, where the service brings none of its own: a real Redis, metered. */
final class StoreOfTheService {

    @Produces
    @Singleton
    @DefaultBean
    SessionStore store(Vertx vertx, Namespaces namespaces, MeterRegistry registry) {
        RedisOptions server = new RedisOptions()
                .setConnectionString(
                        "redis://127.0.0.1:" + SharedRedis.standalone().port());
        return MeteredStore.wrap(
                new RedisSessionStore(
                        new RedisClients(vertx, server),
                        RedisSettings.of(1, false, namespaces::keyPrefix),
                        UnreadableValues.in(registry)),
                registry);
    }
}
