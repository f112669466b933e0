package io.continuo.json;

import java.nio.charset.StandardCharsets;

/** Takes the escapes out of strings that are known to be valid. */
final class Escapes {

    private Escapes() {}

    /** The string whose text, without its quotes, lies here. */
    static String decoded(byte[] text, int from, int to) {
        if (!within(text, from, to)) {
            return new String(text, from, to - from, StandardCharsets.UTF_8);
        }
        byte[] plain = new byte[to - from];
        int length = decode(text, from, to, plain, 0);
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    static boolean within(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text[at] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** Writes the decoded UTF-8, which is never longer than its source, and gives the place after it. */
    static int decode(byte[] text, int from, int to, byte[] target, int start) {
        int out = start;
        int at = from;
        while (at < to) {
            byte next = text[at++];
            if (next != '\\') {
                target[out++] = next;
                continue;
            }
            byte letter = text[at++];
            if (letter != 'u') {
                target[out++] = plain(letter);
                continue;
            }
            int codePoint = unit(text, at);
            at += 4;
            if (Character.isHighSurrogate((char) codePoint)) {
                codePoint = Character.toCodePoint((char) codePoint, (char) unit(text, at + 2));
                at += 6;
            }
            out = encode(codePoint, target, out);
        }
        return out;
    }

    private static byte plain(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** The UTF-16 unit of four hexadecimal digits, or -1 where one of them is none. */
    static int unit(byte[] text, int from) {
        int unit = 0;
        for (int at = from; at < from + 4; at++) {
            // Character.digit takes digits of every script, but a single byte can only be a digit of ASCII.
            int digit = text[at] < 0 ? -1 : Character.digit(text[at], 16);
            if (digit < 0) {
                return -1;
            }
            unit = (unit << 4) | digit;
        }
        return unit;
    }

    /** Writes the UTF-8 of a scalar value and gives the place after it. */
    static int encode(int codePoint, byte[] target, int start) {
        int out = start;
        if (codePoint < 0x80) {
            target[out++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[out++] = (byte) (0xC0 | (codePoint >> 6));
            target[out++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            target[out++] = (byte) (0xE0 | (codePoint >> 12));
            target[out++] = continuation(codePoint >> 6);
            target[out++] = continuation(codePoint);
        } else {
            target[out++] = (byte) (0xF0 | (codePoint >> 18));
            target[out++] = continuation(codePoint >> 12);
            target[out++] = continuation(codePoint >> 6);
            target[out++] = continuation(codePoint);
        }
        return out;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
