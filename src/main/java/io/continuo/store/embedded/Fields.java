package io.continuo.store.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.StoredValueUnreadable;

/** The fields of a record as bytes: numbers of seven bits a byte, texts after their length, and a mark where one may be missing. */
final class Fields {

    private Fields() {}

    /** Writes fields one after the other. */
    static final class Out {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

        Out number(long value) {
            // Zigzag, so that small negative numbers are short too.
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        Out optional(@Nullable Long value) {
            return value == null ? number(0) : number(1).number(value);
        }

        Out text(@Nullable String value) {
            return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }

        Out bytes(byte @Nullable [] value) {
            if (value == null) {
                return number(-1);
            }
            number(value.length);
            bytes.write(value, 0, value.length);
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    /** Reads what was written, in the same order. */
    static final class In {

        private final byte[] bytes;
        private int at;

        In(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The record if it has the format that this version knows. */
        static In ofFormat(byte[] bytes, int known, String where) {
            In in = new In(bytes);
            if (in.number() != known) {
                throw new StoredValueUnreadable(where);
            }
            return in;
        }

        /** Whether there is another field: a later version may have added some. */
        boolean hasMore() {
            return at < bytes.length;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
        }

        @Nullable
        Long optional() {
            return number() == 0 ? null : number();
        }

        String text() {
            byte[] value = bytes();
            return value == null ? "" : new String(value, StandardCharsets.UTF_8);
        }

        @Nullable
        String optionalText() {
            byte[] value = bytes();
            return value == null ? null : new String(value, StandardCharsets.UTF_8);
        }

        byte @Nullable [] bytes() {
            int length = (int) number();
            if (length < 0) {
                return null;
            }
            byte[] value = java.util.Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            return value;
        }
    }
}
