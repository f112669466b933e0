package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Two replicas share the rate of a key over one Redis, and each goes on by itself without it. */
class RateLimitIT {

    private static final int PER_SECOND = 100;
    private static final String KEY = "the-key-of-the-application-0123456789";
    private static final int CALLERS = 2;

    private static final Duration BEGINNING = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(6);

    /** What came of the requests of a time. */
    private record Count(long letIn, long refused, long failed, Duration longest) {

        Count plus(Count other) {
            return new Count(
                    letIn + other.letIn,
                    refused + other.refused,
                    failed + other.failed,
                    longest.compareTo(other.longest) > 0 ? longest : other.longest);
        }
    }

    @Test
    void twoReplicasTogetherKeepTheRateAndEachKeepsItWithoutRedis() throws Exception {
        try (RedisServer redis = RedisServer.builder().start();
                ServiceProcess one = replica(redis);
                ServiceProcess two = replica(redis)) {
            List<URI> both = List.of(one.uri(), two.uri());
            spend(both);

            Count shared = flood(both, WINDOW);

            double rate = (double) PER_SECOND * WINDOW.toSeconds();
            assertThat((double) shared.letIn()).isCloseTo(rate, within(rate * 0.05));
            assertThat((double) shared.refused()).isGreaterThan(rate);
            assertThat(shared.failed()).isZero();

            redis.kill();
            spend(both);
            Count alone = flood(both, WINDOW);

            assertThat((double) alone.letIn()).isCloseTo(2 * rate, within(2 * rate * 0.05));
            assertThat(alone.failed()).isZero();
            assertThat(alone.longest()).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static ServiceProcess replica(RedisServer redis) {
        return ServiceProcess.builder()
                .redis(redis)
                .environment("CONTINUO_API_KEYS", "app:default:client:" + KEY)
                .environment("CONTINUO_LIMITS_RATE_REQUESTS_PER_SECOND", String.valueOf(PER_SECOND))
                .start();
    }

    /** Asks until what was full at first is spent and paid. */
    private static void spend(List<URI> replicas) throws Exception {
        Count count = flood(replicas, BEGINNING);
        for (int i = 0; i < 10 && count.refused() < 2 * count.letIn(); i++) {
            count = flood(replicas, BEGINNING);
        }
    }

    private static Count flood(List<URI> replicas, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS * replicas.size());
        try {
            List<Callable<Count>> floods = new ArrayList<>();
            for (URI replica : replicas) {
                for (int i = 0; i < CALLERS; i++) {
                    floods.add(() -> flood(replica, end));
                }
            }
            Count sum = new Count(0, 0, 0, Duration.ZERO);
            for (Future<Count> count : callers.invokeAll(floods)) {
                sum = sum.plus(count.get());
            }
            return sum;
        } finally {
            callers.shutdown();
        }
    }

    /** Turns, one after the other; in an outage they are accepted, too. */
    private static Count flood(URI replica, long end) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest turn = HttpRequest.newBuilder(replica.resolve("/api/v1/input"))
                .header("X-API-Key", KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"session_id\":\"s\",\"user_input\":\"Hello\"}"))
                .build();
        long letIn = 0;
        long refused = 0;
        long failed = 0;
        long longest = 0;
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            int status = client.send(turn, BodyHandlers.discarding()).statusCode();
            longest = Math.max(longest, System.nanoTime() - begin);
            if (status == 429) {
                refused++;
            } else if (status / 100 == 2) {
                letIn++;
            } else {
                failed++;
            }
        }
        return new Count(letIn, refused, failed, Duration.ofNanos(longest));
    }
}
