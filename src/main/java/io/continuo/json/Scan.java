package io.continuo.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds places in JSON text, through strings eight bytes at a time. */
final class Scan {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private Scan() {}

    /** The first byte from here on that is a quote, a backslash, a control character or not ASCII; the length if none is. */
    static int plainEnd(byte[] text, int from) {
        int at = from;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long word = (long) LONGS.get(text, at);
            // A subtraction sets the high bit of a byte that is too small. It may also borrow from the bytes above, so
            // only the lowest high bit is to be believed.
            long found =
                    (word | (word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES)) & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < text.length && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The place after the string that begins here, in text known to be valid. */
    static int stringEnd(byte[] text, int quote) {
        int at = quote + 1;
        while (true) {
            at = quoteOrBackslash(text, at);
            if (text[at] == '"') {
                return at + 1;
            }
            at += 2;
        }
    }

    private static int quoteOrBackslash(byte[] text, int from) {
        int at = from;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long word = (long) LONGS.get(text, at);
            long quotes = word ^ QUOTES;
            long backslashes = word ^ BACKSLASHES;
            long found = (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes)) & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The place after the value that begins here, in text known to be valid and compact. */
    static int valueEnd(byte[] text, int from) {
        return switch (text[from]) {
            case '"' -> stringEnd(text, from);
            case '{', '[' -> containerEnd(text, from);
            default -> scalarEnd(text, from);
        };
    }

    private static int containerEnd(byte[] text, int from) {
        int depth = 0;
        int at = from;
        do {
            byte next = text[at];
            if (next == '"') {
                at = stringEnd(text, at);
                continue;
            }
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
        return at;
    }

    private static int scalarEnd(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != ',' && text[at] != '}' && text[at] != ']') {
            at++;
        }
        return at;
    }
}
