package io.continuo.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongFunction;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

import io.continuo.model.LoadSession;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;

/**
 * Measures appends and reads a second: {@code RedisThroughput redis://127.0.0.1:6379 [sessions]}. Run it against a server
 * without other load, next to {@code redis-benchmark}.
 */
public final class RedisThroughput {

    private static final int CALLS = 100_000;
    private static final int AT_ONCE = 128;

    private RedisThroughput() {}

    public static void main(String[] arguments) {
        int sessions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        Vertx vertx = Vertx.vertx();
        RedisClients clients = new RedisClients(vertx, new RedisOptions().setConnectionString(arguments[0]));
        RedisSettings settings = RedisSettings.of(1, false, namespace -> "throughput:" + namespace);
        try (RedisSessionStore store = new RedisSessionStore(clients, settings, () -> {})) {
            Instant now = Instant.now();
            String text = "x".repeat(200);
            for (int round = 0; round < 3; round++) {
                measure(
                        "appends",
                        call -> store.apply(
                                ChangeBuilder.on(session(call % sessions)).append(Fixtures.message(text, now)), now));
                measure(
                        "reads of state and last 10 messages",
                        call -> store.read(new LoadSession(session(call % sessions), 10, null), now));
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static SessionKey session(long number) {
        return SessionKey.of("bench", "s" + number);
    }

    private static void measure(String what, LongFunction<Uni<?>> call) {
        long start = System.nanoTime();
        Multi.createFrom()
                .range(0, CALLS)
                .onItem()
                .transformToUni(number -> call.apply(number))
                .merge(AT_ONCE)
                .collect()
                .last()
                .await()
                .atMost(Duration.ofMinutes(2));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%s: %,.0f/s%n", what, CALLS / seconds);
    }
}
