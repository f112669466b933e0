package io.continuo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;

/** The faults that happen most, under load: nothing acknowledged is lost or doubled, and no answer is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSuiteIT {

    private final List<Row> rows = new ArrayList<>();

    @AfterAll
    void print() {
        System.out.println(Row.table(rows));
    }

    private void sound(Row row) {
        rows.add(row);
        row.assertSound();
    }

    @Test
    void aRedisThatIsKilledOrFrozenOrForgetsItsScripts() {
        RedisServer redis = Stage.redis();
        try (Stage stage = Stage.before(redis, 1, Map.of())) {
            Trial trial = Trial.on(stage);
            sound(trial.run(Scenario.of("kill -9, restart", Faults.killed(redis), Duration.ofSeconds(2))));
            sound(trial.run(Scenario.of("SIGSTOP 5 s", Faults.frozen(redis), Duration.ofSeconds(5))));
            sound(trial.run(Scenario.of("SCRIPT FLUSH", Faults.scriptsForgotten(redis), Duration.ofSeconds(2))));
            trial.assertNothingLeaked();
            sound(trial.run(Scenario.of(
                    "service killed in the outage",
                    Faults.serviceKilledInOutage(redis, stage.replica()),
                    Duration.ofSeconds(2))));
        }
    }

    @Test
    void theCheckerSeesWhatARedisWithoutPersistenceLoses() {
        RedisServer forgetful = RedisServer.builder().start();
        try (Stage stage = Stage.before(forgetful, 1, Map.of())) {
            Row row = Trial.on(stage)
                    .run(Scenario.of("Redis without persistence", Faults.killed(forgetful), Duration.ofSeconds(1)));
            assertThat(row.verdict().lost()).isPositive();
            assertThat(row.verdict().wrongReads()).isPositive();
            // Whether a reader meets a 404 or a history that begins anew depends on who comes first.
            assertThat(row.verdict().findings()).anyMatch(finding -> finding.endsWith("is missing"));
        }
    }

    @Test
    void anAnswerThatIsLostOnItsWay() {
        RedisServer redis = Stage.redis();
        FaultProxy proxy = FaultProxy.before(redis);
        try (Stage stage = Stage.before(proxy, redis, Map.of())) {
            Trial trial = Trial.on(stage);
            sound(trial.run(Scenario.of("cut after send", Faults.cutAfterSend(proxy), Duration.ofSeconds(3))));
            trial.assertNothingLeaked();
        }
    }
}
