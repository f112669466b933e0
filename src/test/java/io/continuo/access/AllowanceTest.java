package io.continuo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 1, 30",
        "3, 1, 2",
        "1, 7, 1",
        "2, 7, 20",
        "1, 15, 1",
        "2, 15, 1",
        "1, 100, 1",
        "2, 100, 1",
        "4, 100, 40",
        "3, 12345, 1",
        "1, 1000000, 1",
        "2, 1000000, 5"
    })
    void allReplicasTogetherKeepTheRate(int replicas, long perSecond, long latency) {
        Simulation fleet = new Simulation(replicas, perSecond, latency);
        int pressure = (int) Math.max(1, perSecond / 500);
        // What the bucket was full of, and what each replica believed to be in it, is spent and paid then.
        fleet.let(6_000, pressure);

        long through = fleet.let(20_000, pressure);

        assertThat(through).isCloseTo(20 * perSecond, within(Math.max(1, perSecond / 2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 100, 10_000})
    void whoAsksForLessThanTheRateIsNeverRefused(long perSecond) {
        Simulation fleet = new Simulation(1, perSecond, 2);
        Allowance allowance = fleet.replica(0);
        long every = Math.max(1, 1_010 / perSecond);

        for (int i = 0; i < 200; i++) {
            assertThat(allowance.trySpend()).as("request %d", i).isTrue();
            fleet.pass(every);
        }
    }

    @Test
    void aSecondsWorthMayComeAtOnce() {
        Simulation fleet = new Simulation(1, 100, 5);

        int through = 0;
        for (int i = 0; i < 1_000; i++) {
            through += fleet.replica(0).trySpend() ? 1 : 0;
        }

        assertThat(through).isEqualTo(100);
        assertThat(fleet.replica(0).standing().remaining()).isZero();
        assertThat(fleet.replica(0).standing().retryAfter()).isEqualTo(1);
    }

    @Test
    void aReplicaThatComesLateDoesNotFindASecondOfItsOwn() {
        Simulation fleet = new Simulation(2, 100, 1);
        Allowance first = fleet.replica(0);
        while (first.trySpend()) {
            fleet.pass(1);
        }
        // It believes in a full bucket until its first answer is there.
        assertThat(fleet.replica(1).trySpend()).isTrue();
        fleet.pass(2);

        assertThat(fleet.replica(1).standing().remaining()).isLessThan(10);
    }

    @Test
    void withoutTheBucketEachReplicaAllowsTheWholeRate() {
        Simulation fleet = new Simulation(2, 50, 1);
        fleet.let(3_000, 2);
        fleet.away(true);
        fleet.let(1_000, 2);

        assertThat((double) fleet.let(10_000, 2)).isCloseTo(2 * 500, fivePercent(1_000));

        fleet.away(false);
        fleet.let(3_000, 2);
        assertThat((double) fleet.let(10_000, 2)).isCloseTo(500, fivePercent(500));
    }

    @Test
    void anOutageThatComesAndGoesGivesNothingTwice() {
        Simulation fleet = new Simulation(1, 100, 1);
        fleet.let(3_000, 2);

        long through = 0;
        for (int i = 0; i < 50; i++) {
            fleet.away(true);
            through += fleet.let(300, 2);
            fleet.away(false);
            through += fleet.let(300, 2);
        }

        assertThat((double) through).isCloseTo(30 * 100, fivePercent(3_000));
    }

    @Test
    void whatIsOwedIsPaidBeforeAnythingElseIsSpent() {
        Simulation fleet = new Simulation(1, 1_000, 1);
        Allowance bytes = fleet.replica(0);
        bytes.spend(11_000);

        assertThat(bytes.hasRoom()).isFalse();
        assertThat(bytes.standing().secondsToFull()).isEqualTo(11);
        assertThat(bytes.standing().retryAfter()).isEqualTo(11);
        fleet.pass(9_800);
        assertThat(bytes.hasRoom()).isFalse();
        fleet.pass(400);
        assertThat(bytes.hasRoom()).isTrue();
    }

    @Test
    void whoAsksForNothingFetchesNothing() {
        Simulation fleet = new Simulation(1, 100, 1);
        fleet.let(2_000, 1);
        fleet.pass(2_000);
        long before = fleet.fetches();

        fleet.pass(60_000);

        assertThat(fleet.fetches()).isEqualTo(before);
        assertThat(fleet.replica(0).isIdle()).isTrue();
        assertThat(fleet.replica(0).standing().remaining()).isEqualTo(100);
    }

    @Test
    void aFloodFetchesALotATenthOfASecond() {
        Simulation fleet = new Simulation(1, 100, 1);
        fleet.let(5_000, 10);
        long before = fleet.fetches();

        fleet.let(10_000, 10);

        assertThat(fleet.fetches() - before).isLessThanOrEqualTo(2 * 100);
    }

    private static Offset<Double> fivePercent(double of) {
        return within(of * 0.05);
    }
}
