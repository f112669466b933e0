package io.continuo.ops.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MockClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.CountSessions;
import io.continuo.model.CreateSession;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.TouchSession;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.ValueCodec;
import io.continuo.store.redis.RedisClients;
import io.continuo.store.redis.RedisSessionStore;
import io.continuo.store.redis.RedisSettings;
import io.continuo.support.RedisServer;

/** A hundred thousand sessions in a real Redis, which tells itself how long each command held it. */
class InvalidationAtScaleTest {

    private static final int SESSIONS = 100_000;
    private static final int TOUCHED = 1_000;
    private static final int AT_ONCE = 256;

    /** KEYS: the index and the keys of a session; ARGV: its id, the first number, the number after the last. */
    private static final String COPY = """
            local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
            for number = tonumber(ARGV[2]), tonumber(ARGV[3]) - 1 do
              local id = string.format('s%06d', number)
              redis.call('ZADD', KEYS[1], score, id)
              for i = 2, #KEYS do
                redis.call('COPY', KEYS[i], (string.gsub(KEYS[i], ARGV[1], id)))
              end
            end
            """;

    private static final Instant CREATED = Fixtures.freshNow();
    private static final Instant START = CREATED.plus(Duration.ofMinutes(10));

    private final Namespace namespace = Fixtures.freshNamespace();
    private final RedisServer server = RedisServer.builder()
            .config("slowlog-log-slower-than", "-1")
            .config("slowlog-max-len", "10000")
            .start();
    private final Vertx vertx = Vertx.vertx();
    private final RedisSessionStore store = new RedisSessionStore(
            new RedisClients(vertx, new RedisOptions().setConnectionString(server.uri())),
            // A busy machine is no outage here.
            new RedisSettings(
                    1,
                    false,
                    Duration.ofSeconds(30),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(20),
                    4,
                    name -> "continuo:" + name.name(),
                    ValueCodec.plain()),
            () -> {});
    private final Invalidations invalidations =
            new Invalidations(store, 500, Clock.fixed(START, ZoneOffset.UTC), new MockClock());

    @BeforeEach
    void waitForTheStore() {
        await().until(() -> store.health().available());
    }

    @AfterEach
    void close() {
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    @Test
    void allGoInShortStepsAndWhatIsTouchedMeanwhileStays() {
        fill();
        Invalidation dryRun = request(true, null);
        InvalidationReport counted = invalidations.run(dryRun).await().indefinitely();
        assertThat(counted.matched()).isEqualTo(SESSIONS);
        // A step takes longer than this, and the single commands in it, which are logged as well, do not.
        server.cli().command("CONFIG", "SET", "slowlog-log-slower-than", "100");

        CompletableFuture<InvalidationReport> run = invalidations
                .run(request(
                        false, Objects.requireNonNull(counted.confirmation()).token()))
                .subscribeAsCompletionStage();
        // The last of the index, so that the run comes to them when they have been touched.
        List<Integer> kept = touched(IntStream.range(SESSIONS - TOUCHED, SESSIONS));
        InvalidationReport report = run.join();

        assertThat(kept).isNotEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(report.removed().sessions()).isEqualTo(SESSIONS - kept.size());
        assertThat(store.read(new CountSessions(namespace, null), START).await().indefinitely())
                .isEqualTo(kept.size());
        each(
                kept.size(),
                i -> store.read(new SessionExists(key(kept.get(i))), START)
                        .invoke(exists -> assertThat(exists).isTrue()));
        List<Long> micros = heldBySweeps();
        assertThat(micros).hasSizeGreaterThan(100);
        assertThat(micros.get(micros.size() * 9 / 10))
                .as("nine of ten steps, in microseconds; the machine may be busy with something else")
                .isLessThan(5_000);
        assertThat(micros.get(micros.size() - 1)).as("the longest").isLessThan(20_000);
    }

    /** Those that were still there to be touched. */
    private List<Integer> touched(IntStream numbers) {
        List<Integer> touched = new ArrayList<>();
        List<Integer> all = numbers.boxed().toList();
        each(
                all.size(),
                i -> store.apply(
                                new TouchSession(key(all.get(i)), Fixtures.POLICY, Precondition.NONE, null),
                                START.plusMillis(1))
                        .map(written -> true)
                        .onFailure(SessionNotFound.class)
                        .recoverWithItem(false)
                        .invoke(found -> {
                            if (found) {
                                synchronized (touched) {
                                    touched.add(all.get(i));
                                }
                            }
                        }));
        return touched;
    }

    /** Scripts that were sent as often as steps were taken: everything but the touches, shortest first. */
    private List<Long> heldBySweeps() {
        List<Long> micros = new ArrayList<>();
        Object log = Objects.requireNonNull(server.cli().command("SLOWLOG", "GET", "10000"));
        for (Object entry : (List<?>) log) {
            List<?> fields = (List<?>) entry;
            List<?> command = (List<?>) fields.get(3);
            boolean script = text(command.get(0)).equalsIgnoreCase("EVALSHA");
            boolean touch = command.stream().anyMatch(part -> text(part).contains(":session:"));
            if (script && !touch) {
                micros.add((Long) fields.get(2));
            }
        }
        micros.sort(null);
        return micros;
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : "" + reply;
    }

    private static void each(int many, IntFunction<Uni<?>> call) {
        Multi.createFrom()
                .range(0, many)
                .onItem()
                .transformToUni(call::apply)
                .merge(AT_ONCE)
                .collect()
                .last()
                .await()
                .atMost(Duration.ofMinutes(2));
    }

    private Invalidation request(boolean dryRun, @Nullable String token) {
        return new Invalidation(namespace, new Scope.All(), dryRun, Duration.ofMinutes(2), token);
    }

    private SessionKey key(int number) {
        return SessionKey.of(namespace.name(), "s%06d".formatted(number));
    }

    /** The first is created; the others are copies of its keys, which takes a Redis no time. */
    private void fill() {
        store.apply(create(0), CREATED).await().indefinitely();
        String first = key(0).id().value();
        List<String> keys = server.cli().texts("KEYS", "*:" + first + ":*");
        String index = "continuo:" + namespace.name() + ":active_sessions";
        assertThat(server.cli().text("ZSCORE", index, first)).isNotNull();
        for (int from = 1; from < SESSIONS; from += 10_000) {
            List<Object> copy = new ArrayList<>(List.of("EVAL", COPY, keys.size() + 1, index));
            copy.addAll(keys);
            copy.addAll(List.of(first, from, Math.min(SESSIONS, from + 10_000)));
            server.cli().command(copy.toArray());
        }
        assertThat(store.read(new CountSessions(namespace, null), CREATED)
                        .await()
                        .indefinitely())
                .isEqualTo(SESSIONS);
    }

    private CreateSession create(int number) {
        return new CreateSession(
                key(number),
                null,
                Map.of("stage", JsonText.TRUE),
                JsonText.EMPTY_OBJECT,
                Origin.UNKNOWN,
                null,
                Fixtures.POLICY,
                Precondition.NONE,
                null);
    }
}
