package io.continuo.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Tries scenarios on one stage, each under load of its own, and holds the service to its word. */
final class Trial {

    /** How many writes go well before the fault and after it. */
    private static final int WRITES = 400;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a heap may grow by: caches that are bounded, and sessions that this replica now knows. */
    private static final long HEAP_SLACK = 48 << 20;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Stage stage;
    private final Footprint usual;

    private Trial(Stage stage) {
        this.stage = stage;
        // So that whatever is opened or loaded once is there before anything is counted.
        run(Scenario.of("none", Faults.none(), Duration.ZERO));
        this.usual = Footprint.of(stage);
    }

    static Trial on(Stage stage) {
        return new Trial(stage);
    }

    /** Tries it; the row has what was found, be it good or bad. */
    Row run(Scenario scenario) {
        long seed = Long.getLong("continuo.faults.seed", System.nanoTime());
        int number = NUMBER.incrementAndGet();
        try (Workload load = new Workload("t" + number, stage.replicas(), scenario.shared(), seed)) {
            load.awaitMore(WRITES);
            load.timeline().faultBegins();
            scenario.fault().begin();
            load.goOnFor(scenario.lasts().dividedBy(2));
            scenario.fault().midway();
            load.goOnFor(scenario.lasts().dividedBy(2));
            scenario.fault().end();
            load.timeline().faultEnded();
            load.awaitMore(WRITES);
            load.stop();
            stage.awaitQuiet();
            URI service = stage.replica().uri();
            return Row.of(scenario, seed, load.timeline(), Checker.check(load, service, scenario.mayLose()));
        }
    }

    /** Waits until the replicas hold no more than before the first fault, and says how much more it is. */
    Footprint assertNothingLeaked() {
        await("nothing is leaked")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    Footprint more = Footprint.of(stage).minus(usual);
                    assertThat(more.connections()).as("connections to Redis").isLessThanOrEqualTo(0);
                    assertThat(more.handles()).as("file handles").isLessThanOrEqualTo(2);
                    assertThat(more.threads()).as("threads").isLessThanOrEqualTo(4);
                    assertThat(more.heap()).as("heap").isLessThan(HEAP_SLACK);
                });
        return Footprint.of(stage).minus(usual);
    }
}
