package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.Namespace;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.RedisCluster;

/** A slot is moved from one master to another while sessions in it are written and read. */
class RedisSlotMoveTest {

    private static final int PARTITIONS = 16;
    private static final int MOVED = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Namespace namespace = Fixtures.freshNamespace();
    private final Instant now = Fixtures.freshNow();
    private final RedisKeys keys = TestStores.keys(PARTITIONS);
    private RedisCluster cluster;
    private RedisSessionStore store;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start();
        store = TestStores.onCluster(cluster.uris(), PARTITIONS);
    }

    @AfterEach
    void close() {
        store.close();
        cluster.close();
    }

    @Test
    void nothingIsLostDoubledOrRefusedAndReadersSeeNoGap() throws Exception {
        List<SessionKey> sessions = new ArrayList<>(inMovedPartition(4));
        sessions.addAll(IntStream.range(0, 4).mapToObj(i -> key("other" + i)).toList());
        sessions.forEach(session -> append(session, "0"));
        AtomicBoolean stop = new AtomicBoolean();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<AtomicInteger> acknowledged =
                sessions.stream().map(session -> new AtomicInteger(1)).toList();
        ExecutorService workers = Executors.newFixedThreadPool(2 * sessions.size());
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            SessionKey session = sessions.get(i);
            AtomicInteger sure = acknowledged.get(i);
            running.add(CompletableFuture.runAsync(() -> write(session, sure, stop, failures), workers));
            running.add(CompletableFuture.runAsync(() -> read(session, sure, stop, failures), workers));
        }
        await().atMost(PATIENCE).until(() -> acknowledged.stream().allMatch(sure -> sure.get() > 20));

        RedisCluster.Move move = cluster.move(RedisKeys.slotOf(MOVED));
        assertThat(move.keys(5)).isEqualTo(5);
        // The sessions of the slot wait now, the others do not.
        int before = acknowledged.get(5).get();
        await().atMost(PATIENCE).until(() -> acknowledged.get(5).get() > before + 20);
        List<Session> listed = store.read(new ListSessions(namespace, null, null, null, 50), now)
                .await()
                .atMost(PATIENCE)
                .sessions();
        assertThat(listed).hasSize(sessions.size());
        move.end();
        int[] after = acknowledged.stream().mapToInt(AtomicInteger::get).toArray();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, after.length)
                        .allMatch(i -> acknowledged.get(i).get() > after[i] + 20));

        stop.set(true);
        running.forEach(CompletableFuture::join);
        workers.shutdown();
        assertThat(failures).isEmpty();
        for (int i = 0; i < sessions.size(); i++) {
            Session session = load(sessions.get(i));
            assertThat(session.totalMessages()).isEqualTo(acknowledged.get(i).get());
            long newest = session.totalMessages() - 1;
            List<Message> history = Objects.requireNonNull(session.history());
            for (int at = 0; at < history.size(); at++) {
                long content = newest - history.size() + 1 + at;
                assertThat(history.get(at).stored().text()).contains("\"content\":\"" + content + "\"");
            }
        }
    }

    /**
     * With all keys of the session there a Cluster would begin the script, and end it where it makes the state anew that it
     * has just removed.
     */
    @Test
    void aScriptDoesNotEndHalfWay() {
        SessionKey session = inMovedPartition(1).get(0);
        SessionKeys of = keys.of(session);
        store.apply(
                        ChangeBuilder.on(session)
                                .once("k", "d")
                                .user("u")
                                .state("{\"a\":1}")
                                .append(Fixtures.message("m", now)),
                        now)
                .await()
                .atMost(PATIENCE);
        RedisCluster.Move move = cluster.move(RedisKeys.slotOf(MOVED));
        move.giveUp();
        move.from().cli().command("HSET", of.documents(), "e:t:k", "");
        move.from().cli().command("HSET", of.register(), "until", "0");
        move.from().cli().command("HSET", of.unindexed(), "nobody", "-");
        RedisCluster.Move again = cluster.move(RedisKeys.slotOf(MOVED));

        CompletableFuture<?> replaced = store.apply(
                        ChangeBuilder.on(session).state("{\"b\":2}").put(), now)
                .subscribeAsCompletionStage();
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> !replaced.isDone());
        assertThat(again.from().cli().fields(of.state())).containsOnlyKeys("a");
        again.giveUp();

        replaced.join();
        assertThat(again.from().cli().fields(of.state())).containsOnlyKeys("b");
    }

    private void write(SessionKey session, AtomicInteger sure, AtomicBoolean stop, Queue<Throwable> failures) {
        while (!stop.get() && failures.isEmpty()) {
            try {
                append(session, Integer.toString(sure.get()));
                sure.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    private void read(SessionKey session, AtomicInteger sure, AtomicBoolean stop, Queue<Throwable> failures) {
        while (!stop.get() && failures.isEmpty()) {
            try {
                int known = sure.get();
                assertThat(load(session).totalMessages()).isGreaterThanOrEqualTo(known);
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
    }

    private void append(SessionKey session, String content) {
        store.apply(ChangeBuilder.on(session).append(Fixtures.message(content, now)), now)
                .await()
                .atMost(PATIENCE);
    }

    private Session load(SessionKey session) {
        return store.read(new LoadSession(session, 100, null), now).await().atMost(PATIENCE);
    }

    private List<SessionKey> inMovedPartition(int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "moved" + i)
                .filter(id -> keys.partitionOf(new SessionId(id)) == MOVED)
                .limit(count)
                .map(this::key)
                .toList();
    }

    private SessionKey key(String id) {
        return new SessionKey(namespace, new SessionId(id));
    }
}
