package io.continuo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisCluster;
import io.continuo.support.RedisSentinels;
import io.continuo.support.RedisServer;

/** Every fault, one after the other; profile {@code faults}. Prints the table and leaves it in {@code target/faults.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryFault {

    private static final Duration SHORT = Duration.ofSeconds(3);

    private final List<Row> rows = new ArrayList<>();

    @AfterAll
    void print() throws IOException {
        System.out.println(Row.table(rows));
        Files.writeString(Path.of("target", "faults.md"), Row.table(rows));
    }

    private Row sound(Row row) {
        rows.add(row);
        return row.assertSound();
    }

    private void trySoundly(Trial trial, String name, Fault fault, Duration lasts) {
        sound(trial.run(Scenario.of(name, fault, lasts)));
        trial.assertNothingLeaked();
    }

    @Test
    void redisFails() {
        RedisServer redis = Stage.redis();
        try (Stage stage = Stage.before(redis, 1, Map.of())) {
            Trial trial = Trial.on(stage);
            trySoundly(trial, "none", Faults.none(), SHORT);
            trySoundly(trial, "Redis: kill -9, restart", Faults.killed(redis), SHORT);
            for (int seconds : new int[] {1, 5, 20}) {
                Duration lasts = Duration.ofSeconds(seconds);
                trySoundly(trial, "Redis: SIGSTOP " + seconds + " s", Faults.frozen(redis), lasts);
            }
            trySoundly(trial, "Redis: SCRIPT FLUSH every 20 ms", Faults.scriptsForgotten(redis), SHORT);
            trySoundly(trial, "Redis: maxmemory, noeviction", Faults.memoryFull(redis), SHORT);
            trySoundly(trial, "Redis: requirepass behind our back", Faults.passwordChanged(redis), SHORT);
        }
    }

    @Test
    void theWayToRedisFails() {
        RedisServer redis = Stage.redis();
        FaultProxy proxy = FaultProxy.before(redis);
        try (Stage stage = Stage.before(proxy, redis, Map.of())) {
            Trial trial = Trial.on(stage);
            trySoundly(trial, "network: cut after send", Faults.cutAfterSend(proxy), SHORT);
            trySoundly(trial, "network: 300 ms latency", Faults.slow(proxy, Duration.ofMillis(300)), SHORT);
            trySoundly(trial, "network: 5 % resets", Faults.resets(proxy, 0.05), SHORT);
            trySoundly(trial, "network: half-open connections", Faults.halfOpen(proxy), SHORT);
            trySoundly(trial, "network: connections refused", Faults.between(proxy::refuse, proxy::heal), SHORT);
            trySoundly(trial, "network: nothing passes", Faults.between(proxy::blackhole, proxy::heal), SHORT);
        }
    }

    @Test
    void theServiceFails() {
        RedisServer redis = Stage.redis();
        try (Stage stage = Stage.before(redis, 1, Map.of())) {
            Trial trial = Trial.on(stage);
            Replica replica = stage.replica();
            sound(trial.run(Scenario.of("service: kill -9, restart", Faults.serviceKilled(replica), SHORT)));
            sound(trial.run(
                    Scenario.of("service: kill -9 in an outage", Faults.serviceKilledInOutage(redis, replica), SHORT)));
        }
    }

    @Test
    void theDiskOfTheJournalIsFull() {
        RedisServer redis = Stage.redis();
        // Without compression, whose library is a file that the process writes.
        Map<String, String> small =
                Map.of(Stage.LARGEST_FILE, Integer.toString(96 << 10), "CONTINUO_COMPRESSION_ENABLED", "false");
        try (Stage stage = Stage.before(redis, 1, small)) {
            Row row = sound(Trial.on(stage)
                    .run(Scenario.of("disk of the journal full", Faults.killed(redis), Duration.ofSeconds(5))));
            assertThat(row.verdict().refused()).isPositive();
        }
    }

    @Test
    void twoReplicasJournalForTheSameSessions() {
        RedisServer redis = Stage.redis();
        try (Stage stage = Stage.before(redis, 2, Map.of())) {
            Trial trial = Trial.on(stage);
            sound(trial.run(Scenario.of("two replicas, Redis killed", Faults.killed(redis), SHORT)
                    .onSharedSessions()));
            sound(trial.run(Scenario.of("two replicas, Redis frozen", Faults.frozen(redis), SHORT)
                    .onSharedSessions()));
            trial.assertNothingLeaked();
        }
    }

    @Test
    void sentinelsFailOver() {
        failOver("Sentinel", Map.of());
    }

    @Test
    void sentinelsFailOverWhatAReplicaHasConfirmed() {
        failOver("Sentinel, confirm-replicas=1", Map.of("CONTINUO_REDIS_CONFIRM_REPLICAS", "1"));
    }

    private void failOver(String name, Map<String, String> settings) {
        RedisSentinels sentinels = RedisSentinels.start();
        try (Stage stage = Stage.before(sentinels, settings)) {
            Trial trial = Trial.on(stage);
            sound(trial.run(Scenario.of(name + ": planned failover", Faults.plannedFailover(sentinels), SHORT)
                    .whereRedisMayLose()));
            sound(trial.run(Scenario.of(name + ": master killed", Faults.masterKilled(sentinels), SHORT)
                    .whereRedisMayLose()));
        }
    }

    @Test
    void aClusterFailsOverAndMovesItsSlots() {
        RedisCluster cluster = RedisCluster.start();
        try (Stage stage = Stage.before(cluster, Map.of())) {
            Trial trial = Trial.on(stage);
            sound(trial.run(Scenario.of("Cluster: slots moved", Faults.slotsMoved(cluster), SHORT)));
            sound(trial.run(Scenario.of("Cluster: master killed", Faults.masterKilled(cluster), SHORT)
                    .whereRedisMayLose()));
        }
    }
}
