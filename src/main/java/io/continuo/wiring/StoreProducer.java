package io.continuo.wiring;

import java.time.Clock;
import java.util.List;
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
import io.continuo.config.EncryptionKeys;
import io.continuo.config.RedisMode;
import io.continuo.config.RefusedSetting;
import io.continuo.config.StoreKind;
import io.continuo.session.Namespaces;
import io.continuo.store.SessionStore;
import io.continuo.store.codec.CodecSettings;
import io.continuo.store.codec.DictionaryMaker;
import io.continuo.store.codec.SealingKey;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.embedded.EmbeddedSessionStore;
import io.continuo.store.embedded.EmbeddedSettings;
import io.continuo.store.layer.CountedStore;
import io.continuo.store.layer.MeteredStore;
import io.continuo.store.layer.OperationFigures;
import io.continuo.store.layer.UnreadableValues;
import io.continuo.store.redis.RedisClients;
import io.continuo.store.redis.RedisEvents;
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
    private final OutageFallback fallback;
    private @Nullable AutoCloseable open;

    StoreProducer(
            ContinuoConfig config,
            Namespaces namespaces,
            Vertx vertx,
            MeterRegistry registry,
            @Identifier("continuo") QuarkusRedis redis,
            OutageFallback fallback) {
        this.config = config;
        this.namespaces = namespaces;
        this.vertx = vertx;
        this.registry = registry;
        this.redis = redis;
        this.fallback = fallback;
    }

    @Produces
    @Singleton
    OperationFigures figures() {
        return new OperationFigures(namespaces.configured(), registry.config().clock()::monotonicTime);
    }

    @Produces
    @Singleton
    ValueCodec codec() {
        ContinuoConfig.Compression compression = config.compression();
        if (compression.enabled()) {
            loadCompression();
        }
        List<SealingKey> keys = EncryptionKeys.of(config.encryption()).entrySet().stream()
                .map(key -> new SealingKey(key.getKey(), key.getValue()))
                .toList();
        return new ValueCodec(new CodecSettings(
                compression.enabled(),
                (int) compression.threshold().asLongValue(),
                compression.level(),
                compression.dictionary(),
                keys));
    }

    /** At the start, and not within the first request that needs it. */
    private static void loadCompression() {
        try {
            ValueCodec.loadCompression();
        } catch (LinkageError | RuntimeException unusable) {
            throw new RefusedSetting(
                    "The compression's library cannot be loaded from the temporary directory. Mount /tmp"
                            + " writable and without noexec, or write CONTINUO_COMPRESSION_ENABLED=false.");
        }
    }

    @Produces
    @Singleton
    SessionStore store(OperationFigures figures, ValueCodec codec, Clock clock) {
        boolean inRedis = config.store().orElse(StoreKind.EMBEDDED) == StoreKind.REDIS;
        Runnable damaged = UnreadableValues.in(registry);
        // Whatever the store, so that who watches a fleet finds the same meters everywhere.
        RedisEvents redisEvents = RedisMeters.in(registry);
        SessionStore store = inRedis
                ? fallback.around(redis(codec, damaged, redisEvents), codec, clock, StoreProducer::callersExecutor)
                : embedded(codec);
        SessionStore counted = CountedStore.wrap(MeteredStore.wrap(store, registry), figures, registry);
        if (config.compression().enabled() && config.compression().dictionary()) {
            DictionaryMaker.begin(codec, counted, clock, Infrastructure.getDefaultWorkerPool());
        }
        return counted;
    }

    void close(@Disposes SessionStore store) throws Exception {
        if (open != null) {
            open.close();
        }
    }

    private SessionStore redis(ValueCodec codec, Runnable damaged, RedisEvents events) {
        RedisClients.Login sentinels = new RedisClients.Login(
                config.redis().sentinelUsername().orElse(null),
                config.redis().sentinelPassword().orElse(null));
        RedisClients clients = new RedisClients(vertx, redis.options(), sentinels);
        RedisSessionStore store = new RedisSessionStore(clients, redisSettings(codec), damaged, events);
        open = store;
        return store;
    }

    private RedisSettings redisSettings(ValueCodec codec) {
        ContinuoConfig.Redis settings = config.redis();
        // One connection is the heartbeat's. What waits for replicas goes on connections of its own.
        int sorts = settings.confirmReplicas() > 0 ? 2 : 1;
        int connections = Math.max(1, Math.min(settings.connections(), (settings.maxConnections() - 1) / sorts));
        return new RedisSettings(
                config.partitions(),
                settings.mode() == RedisMode.CLUSTER,
                settings.socketTimeout(),
                settings.heartbeatEvery(),
                settings.silenceLimit(),
                connections,
                settings.confirmReplicas(),
                settings.confirmWithin(),
                namespaces::keyPrefix,
                codec);
    }

    private SessionStore embedded(ValueCodec codec) {
        EmbeddedSettings settings = EmbeddedSettings.of(
                        config.dataDir().orElse(null), config.embedded().commitEvery())
                .with(codec);
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
