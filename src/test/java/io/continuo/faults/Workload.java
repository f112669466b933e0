package io.continuo.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * Eight writers and eight readers, divided among the replicas. Each writer has sessions of its own, or they all write to the
 * same ones, each with messages and a member of the state of its own.
 */
final class Workload implements AutoCloseable {

    static final int WRITERS = 8;

    private static final int SESSIONS = 4;

    /** Between two requests of one writer or reader, so that the load is that of callers rather than of a benchmark. */
    private static final Duration PACE = Duration.ofMillis(20);

    /** An answer may take as long as the service may wait for Redis, and a second more. */
    private static final Duration BOUND = Stage.SOCKET_TIMEOUT.plusSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Complaints complaints = new Complaints();
    private final Timeline timeline = new Timeline();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Map<String, List<Conversation>> conversations = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Void> work;

    /** @param shared whether all writers write to the same sessions */
    Workload(String name, List<Replica> replicas, boolean shared, long seed) {
        List<Runnable> actors = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            List<Conversation> own = new ArrayList<>();
            Replica replica = replicas.get(i % replicas.size());
            for (int s = 0; s < SESSIONS; s++) {
                String session = shared ? name + "-s" + s : name + "-w" + i + "-s" + s;
                Conversation conversation = new Conversation(session, "w" + i, replica);
                own.add(conversation);
                conversations
                        .computeIfAbsent(session, first -> new ArrayList<>())
                        .add(conversation);
            }
            List<Form> forms = new ArrayList<>(List.of(Form.values()));
            forms.add(Form.PLAIN);
            if (shared) {
                forms.remove(Form.PUT);
            }
            actors.add(new Writer(this, own, forms, seed + i));
        }
        List<String> sessions = List.copyOf(conversations.keySet());
        for (int i = 0; i < WRITERS; i++) {
            actors.add(new Reader(this, replicas.get(i % replicas.size()), sessions, seed - 1 - i));
        }
        work = CompletableFuture.allOf(actors.stream()
                .map(actor -> CompletableFuture.runAsync(actor, threads).whenComplete(this::ended))
                .toArray(CompletableFuture[]::new));
    }

    /** Waits until so many more writes are acknowledged. */
    void awaitMore(int count) {
        int goal = acknowledged.get() + count;
        await("writes are acknowledged")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> acknowledged.get() >= goal || stopped.getCount() == 0);
    }

    /** Lets the load go on for so long. */
    void goOnFor(Duration time) {
        wait(time);
    }

    /** Ends the load; what is under way is answered first. */
    void stop() {
        stopped.countDown();
        work.join();
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.shutdown();
    }

    /** By session. */
    Map<String, List<Conversation>> conversations() {
        return conversations;
    }

    Complaints complaints() {
        return complaints;
    }

    Timeline timeline() {
        return timeline;
    }

    // For writers and readers.

    /** Waits for the next turn; false when there is none. */
    boolean goesOn() {
        return !wait(PACE);
    }

    void timed(String session, Replica replica, Reply reply) {
        timeline.note(reply);
        if (reply.took().compareTo(BOUND) > 0) {
            complaints.wrong(session, "late: " + reply);
        }
        if (reply.status() == 0 && replica.wasUpSince(reply.began())) {
            complaints.wrong(session, "no answer: " + reply);
        }
    }

    void noted(Reply reply) {
        if (reply.outcome().acknowledged()) {
            acknowledged.incrementAndGet();
        }
    }

    boolean begun(String session, Replica reader) {
        return of(session).stream()
                .anyMatch(conversation ->
                        conversation.highest() > 0 || (conversation.begun() && conversation.replica() == reader));
    }

    /** Whether all writers write to that replica. */
    boolean isAlone(Replica replica) {
        return conversations.values().stream().flatMap(List::stream).allMatch(one -> one.replica() == replica);
    }

    int atLeast(String session, Replica reader) {
        int counted = sum(session, conversation -> conversation.atLeast(reader));
        return Math.max(
                counted,
                of(session).stream().mapToInt(Conversation::highest).max().orElse(0));
    }

    private void ended(Void nothing, @Nullable Throwable failure) {
        if (failure != null) {
            stopped.countDown();
        }
    }

    private int sum(String session, ToIntFunction<Conversation> figure) {
        return of(session).stream().mapToInt(figure).sum();
    }

    private List<Conversation> of(String session) {
        return conversations.getOrDefault(session, List.of());
    }

    private boolean wait(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
