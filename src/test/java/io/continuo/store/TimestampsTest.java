package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

import org.junit.jupiter.api.Test;

class TimestampsTest {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Test
    void everyTimeIsWrittenAsTheLibraryWritesIt() {
        long first = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
        long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        new Random(7)
                .longs(20_000, first, last + 1)
                .mapToObj(Instant::ofEpochMilli)
                .forEach(TimestampsTest::agrees);
        agrees(Instant.ofEpochMilli(first));
        agrees(Instant.ofEpochMilli(last));
        agrees(Instant.parse("2024-02-29T00:00:00.001999Z"));
    }

    private static void agrees(Instant time) {
        assertThat(Timestamps.format(time)).isEqualTo(FORM.format(time));
    }
}
