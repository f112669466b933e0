package io.continuo.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Times as RFC 3339 (5.6) spells them: seconds and an offset are always there, the offset may be up to 23:59, a fraction
 * may have any number of digits, of which the first nine are read, and a minute may end with a leap second.
 */
final class Rfc3339 {

    static final String FORM = "must be an RFC 3339 time, such as \"2026-11-20T09:30:00Z\"";

    private static final Pattern TIME = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {}

    /** The time in the years 0 to 9999 of UTC, null where the text is none. */
    static @Nullable Instant instant(String text) {
        Matcher fields = TIME.matcher(text);
        if (!fields.matches() || (fields.group(8) != null && (number(fields, 9) > 23 || number(fields, 10) > 59))) {
            return null;
        }
        try {
            Instant time = time(fields);
            return time.isBefore(EARLIEST) || !time.isBefore(LATEST) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Instant time(Matcher fields) {
        boolean leap = number(fields, 6) == 60;
        Instant local = LocalDateTime.of(
                        number(fields, 1),
                        number(fields, 2),
                        number(fields, 3),
                        number(fields, 4),
                        number(fields, 5),
                        leap ? 59 : number(fields, 6),
                        nanos(fields.group(7)))
                .toInstant(ZoneOffset.UTC);
        Instant time = local.minusSeconds(offsetSeconds(fields));
        return leap ? afterLeapSecond(time) : time;
    }

    private static int offsetSeconds(Matcher fields) {
        if (fields.group(8) == null) {
            return 0;
        }
        int seconds = (number(fields, 9) * 60 + number(fields, 10)) * 60;
        return "-".equals(fields.group(8)) ? -seconds : seconds;
    }

    /** Leap seconds end a day of UTC; clocks that do not know them show the next second. */
    private static Instant afterLeapSecond(Instant second) {
        Instant next = second.plusSeconds(1);
        if (next.getEpochSecond() % 86_400 != 0) {
            throw new DateTimeException("not the last second of a day");
        }
        return next;
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }

    private static int number(Matcher fields, int group) {
        return Integer.parseInt(fields.group(group));
    }
}
