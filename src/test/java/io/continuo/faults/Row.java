package io.continuo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** A line of the table. */
record Row(
        String fault,
        long seed,
        Verdict verdict,
        @Nullable Duration detected,
        @Nullable Duration recovered,
        Duration settled,
        Duration slowest) {

    /** Findings of one fault: more of them tell no more. */
    private static final int SHOWN = 20;

    private static final String HEAD = """
            | fault | acknowledged | unknown | refused | lost | doubled | out of order | made up | wrong reads | lost by Redis | detect ms | recover ms | settled ms | slowest ms |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    static Row of(Scenario scenario, long seed, Timeline timeline, Verdict verdict) {
        return new Row(
                scenario.name(),
                seed,
                verdict,
                timeline.detected(),
                timeline.recovered(),
                timeline.settled(),
                timeline.slowest());
    }

    static String table(List<Row> rows) {
        return HEAD + rows.stream().map(Row::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** The same row, if nothing is wrong with it. */
    Row assertSound() {
        assertThat(verdict.findings().stream().limit(SHOWN).toList())
                .as("%s, -Dcontinuo.faults.seed=%d%n%s", fault, seed, table(List.of(this)))
                .isEmpty();
        assertThat(verdict.acknowledged()).isPositive();
        return this;
    }

    private String line() {
        Stream<Object> cells = Stream.of(
                fault,
                verdict.acknowledged(),
                verdict.unknown(),
                verdict.refused(),
                verdict.lost(),
                verdict.doubled(),
                verdict.outOfOrder(),
                verdict.madeUp(),
                verdict.wrongReads(),
                verdict.lostInFailover(),
                millis(detected),
                millis(recovered),
                millis(settled),
                millis(slowest));
        return cells.map(cell -> cell instanceof Integer n ? String.format(Locale.ROOT, "%,d", n) : cell.toString())
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String millis(@Nullable Duration time) {
        return time == null ? "-" : String.format(Locale.ROOT, "%,d", time.toMillis());
    }
}
