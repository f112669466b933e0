package io.continuo.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * RFC 3339 in UTC with milliseconds, the form of every time in answers and in stored messages. Written digit by digit: each
 * answer has several, and {@code DateTimeFormatter} took a twentieth of a read's time.
 */
public final class Timestamps {

    private Timestamps() {}

    /** The time in the years 0 to 9999; finer parts than milliseconds are dropped. */
    public static String format(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(ISO_8859_1);
        digits(text, 3, time.getYear());
        digits(text, 6, time.getMonthValue());
        digits(text, 9, time.getDayOfMonth());
        digits(text, 12, time.getHour());
        digits(text, 15, time.getMinute());
        digits(text, 18, time.getSecond());
        digits(text, 22, time.getNano() / 1_000_000);
        return new String(text, ISO_8859_1);
    }

    /** Writes a number's digits so that the last one lies at the given place. */
    private static void digits(byte[] text, int last, int number) {
        int rest = number;
        for (int at = last; rest > 0; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
