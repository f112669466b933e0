package io.continuo.store.redis;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.store.SessionStore;
import io.continuo.store.SessionStoreContract;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.outage.FallbackStore;
import io.continuo.store.outage.Journal;
import io.continuo.support.SharedRedis;

/** A store that is there is not changed by what would stand in for it. */
class RedisWithFallbackTest extends SessionStoreContract {

    private static RedisSessionStore redis;
    private static FallbackStore store;
    private static ScheduledExecutorService scheduler;

    @BeforeAll
    static void open(@TempDir Path directory) {
        redis = TestStores.on(SharedRedis.standalone().uri(), 1);
        scheduler = Executors.newSingleThreadScheduledExecutor();
        Journal journal = Journal.open(directory, "this", 1 << 20, ValueCodec.plain(), () -> Runnable::run);
        store = FallbackStore.wrap(redis, journal, 1 << 20, Clock.systemUTC(), scheduler);
    }

    @AfterAll
    static void close() {
        store.close();
        redis.close();
        scheduler.shutdown();
    }

    @Override
    protected SessionStore store() {
        return store;
    }
}
