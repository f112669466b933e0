package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;

/**
 * A writer that appends 1, 2, 3, ... to one session, each until it is acknowledged, and then holds the service to its word:
 * all that was acknowledged is there, once, in this order. A refused message is sent again under its {@code message_id}.
 */
final class Ledger implements AutoCloseable {

    private final Api api;
    private final String messages;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> work;
    private volatile int acknowledged;
    private volatile boolean stopped;

    Ledger(Api api, String session) {
        this.api = api;
        this.messages = "/api/v1/sessions/" + session + "/messages";
        this.work = CompletableFuture.runAsync(this::write, thread);
    }

    int acknowledged() {
        return acknowledged;
    }

    /** Waits until so many more are acknowledged. */
    void awaitMore(int count) {
        int goal = acknowledged + count;
        Awaitility.await("the ledger grows")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> work.isDone() || acknowledged >= goal);
        if (work.isDone()) {
            work.join();
        }
    }

    /** Ends the writing and checks everything. */
    void settle() {
        stopped = true;
        work.join();
        List<String> kept = new ArrayList<>();
        for (boolean more = true; more; ) {
            JsonNode page = api.get(messages + "?limit=500&after=" + kept.size())
                    .is(200)
                    .json();
            kept.addAll(page.path("data").findValuesAsText("content"));
            more = page.path("has_more").asBoolean();
        }
        assertThat(kept)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, acknowledged)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Override
    public void close() {
        stopped = true;
        thread.shutdown();
    }

    private void write() {
        while (!stopped) {
            int next = acknowledged + 1;
            String message = "{\"role\":\"user\",\"content\":\"%d\",\"message_id\":\"m%d\"}".formatted(next, next);
            Awaitility.await("message " + next + " is acknowledged")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isAcknowledged(api.post(messages, message)));
            acknowledged = next;
        }
    }

    private static boolean isAcknowledged(Answer answer) {
        if (answer.status() == 503) {
            assertThat(answer.problem()).isIn("store-unavailable", "outcome-unknown");
            return false;
        }
        assertThat(answer.status()).as("%s", answer).isIn(200, 201);
        return true;
    }
}
