package io.continuo.store.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.continuo.model.SessionKey;

/**
 * The keys of the tables, compared as unsigned bytes. Their parts end in a zero byte, which no namespace, id or duty can
 * hold, so that different parts never make the same key and {@code a} comes before {@code aa}; a number is eight bytes in
 * its own order; the last part may be any text.
 */
final class Keys {

    /** Ends a part. */
    static final char END = '\0';

    /** In its place, greater than whatever follows the part. */
    static final char BEYOND = '\1';

    private Keys() {}

    static byte[] of(String... parts) {
        StringBuilder key = new StringBuilder();
        for (String part : parts) {
            key.append(part).append(END);
        }
        return bytes(key);
    }

    static byte[] session(SessionKey key) {
        return of(key.namespace().name(), key.id().value());
    }

    /** What is greater than every key that begins with these parts, and smaller than any other that comes after them. */
    static byte[] beyond(String... parts) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            key.append(parts[i]).append(i == parts.length - 1 ? BEYOND : END);
        }
        return bytes(key);
    }

    static byte[] beyond(SessionKey key) {
        return beyond(key.namespace().name(), key.id().value());
    }

    /** Where a history is put by: sessions have their id where there is none here, so that no session's keys are met. */
    static byte[] staging(SessionKey key, String staging) {
        return of(key.namespace().name(), "", key.id().value(), staging);
    }

    static byte[] beyondStaging(SessionKey key, String staging) {
        return beyond(key.namespace().name(), "", key.id().value(), staging);
    }

    static byte[] with(byte[] prefix, long number) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(number ^ Long.MIN_VALUE)
                .array();
    }

    static byte[] with(byte[] prefix, long number, String last) {
        return with(with(prefix, number), last);
    }

    static byte[] with(byte[] prefix, String last) {
        byte[] text = last.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(prefix.length + text.length)
                .put(prefix)
                .put(text)
                .array();
    }

    /** The number that comes after a prefix of that length. */
    static long number(byte[] key, int prefix) {
        return ByteBuffer.wrap(key).getLong(prefix) ^ Long.MIN_VALUE;
    }

    /** The text from there to the end. */
    static String text(byte[] key, int from) {
        return new String(key, from, key.length - from, StandardCharsets.UTF_8);
    }

    /** The parts from there on. */
    static String[] parts(byte[] key, int from) {
        return text(key, from).split(String.valueOf(END), -1);
    }

    private static byte[] bytes(CharSequence key) {
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }
}
