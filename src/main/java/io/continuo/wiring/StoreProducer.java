package io.continuo.wiring;

import java.util.concurrent.Executor;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.RedisMode;
import io.continuo.config.RefusedSetting;
import io.continuo.config.StoreKind;
import io.continuo.session.Namespaces;
import io.continuo.store.SessionStore;
import io.continuo.store.StoredBytes;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;
import io.continuo.store.layer.CountedStore;
import io.continuo.store.layer.MeteredStore;
import io.continuo.store.layer.OperationFigures;
import io.continuo.store.layer.UnreadableValues;
import io.continuo.store.redis.RedisClients;
import io.continuo.store.redis.RedisSessionStore;
import io.continuo.store.redis.RedisSettings;

/** The store of the service: the chosen one, with its steps timed and counted. It is opened at the start and closed at the end. */
@Singleton
final class StoreProducer {

    private final ContinuoConfig config;
    private final Namespaces namespaces;
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final QuarkusRedis redis;
    private @Nullable AutoCloseable open;

    StoreProducer(
            ContinuoConfig config,
            Namespaces namespaces,
            Vertx vertx,
            MeterRegistry registry,
            @Identifier("continuo") QuarkusRedis redis) {
        this.config = config;
        this.namespaces = namespaces;
        this.vertx = vertx;
        this.registry = registry;
        this.redis = redis;
    }

    @Produces
    @Singleton
    OperationFigures figures() {
        return new OperationFigures(namespaces.configured(), registry.config().clock()::monotonicTime);
    }

    /** Every value is kept as it came. */
    @Produces
    @Singleton
    StoredBytes storedBytes() {
        return namespace -> StoredBytes.Written.NOTHING;
    }

    @Produces
    @Singleton
    SessionStore store(OperationFigures figures) {
        boolean inRedis = config.store().orElse(StoreKind.EMBEDDED) == StoreKind.REDIS;
        Runnable damaged = UnreadableValues.in(registry);
        SessionStore store = inRedis ? redis(damaged) : embedded();
        return CountedStore.wrap(MeteredStore.wrap(store, registry), figures, registry);
    }

    void close(@Disposes SessionStore store) throws Exception {
        if (open != null) {
            open.close();
        }
    }

    private SessionStore redis(Runnable damaged) {
        RedisClients clients = new RedisClients(vertx, redis.options());
        RedisSessionStore store = new RedisSessionStore(clients, redisSettings(), damaged);
        open = store;
        return store;
    }

    private RedisSettings redisSettings() {
        ContinuoConfig.Redis settings = config.redis();
        // One connection is the heartbeat's.
        int connections = Math.max(1, Math.min(settings.connections(), settings.maxConnections() - 1));
        return new RedisSettings(
                config.partitions(),
                settings.mode() == RedisMode.CLUSTER,
                settings.socketTimeout(),
                settings.heartbeatEvery(),
                settings.silenceLimit(),
                connections,
                namespaces::keyPrefix);
    }

    private SessionStore embedded() {
        EmbeddedSettings settings = EmbeddedSettings.of(
                config.dataDir().orElse(null), config.embedded().commitEvery());
        try {
            EmbeddedSessionStore store = new EmbeddedSessionStore(settings, StoreProducer::callersExecutor);
            open = store;
            return store;
        } catch (IllegalStateException unusable) {
            throw new RefusedSetting(String.valueOf(unusable.getMessage()));
        }
    }

    /** Answers come where the caller runs: on its event loop, if it has one. */
    private static Executor callersExecutor() {
        Context context = Vertx.currentContext();
        return context == null
                ? Infrastructure.getDefaultExecutor()
                : task -> context.runOnContext(ignored -> task.run());
    }
}
