package io.continuo.api;

import org.jspecify.annotations.Nullable;

/** Whole numbers in requests: digits only, so that {@code 1e2}, {@code 5.0} and {@code +5} are not taken for numbers. */
final class Numbers {

    private Numbers() {}

    static @Nullable Integer integer(String text, int least, int most) {
        Long value = whole(text);
        return value == null || value < least || value > most ? null : Integer.valueOf(value.intValue());
    }

    /** A whole number from 0 to 2^53, null where the text is none. */
    static @Nullable Long whole(String text) {
        if (text.isEmpty() || text.length() > 16 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        long value = Long.parseLong(text);
        return value > 1L << 53 ? null : value;
    }
}
