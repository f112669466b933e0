package io.continuo.store.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The header of a stored value that is not plain JSON:
 *
 * <pre>
 * 1 byte   0x01, which no JSON text begins with
 * 1 byte   flags: 1 compressed, 2 with a dictionary, 4 sealed
 * 4 bytes  length of the plain value, big-endian
 * 2 bytes  with a dictionary: its number
 * sealed:  1 byte length of the key's id, the id in ASCII, 4 bytes check value of the key, 12 bytes nonce
 * </pre>
 *
 * The body follows. Scripts know the first six bytes: they measure plain lengths without opening a value.
 *
 * @param dictionary 0 for none
 * @param keyId null where the value is not sealed
 * @param length of the header without the nonce
 */
record Envelope(
        boolean compressed,
        int plainLength,
        int dictionary,
        @Nullable String keyId,
        int keyCheck,
        int length) {

    static final byte MARK = 1;
    static final int MAX_DICTIONARY = 0xffff;
    static final int NONCE = 12;

    private static final int FIXED = 6;
    private static final int COMPRESSED = 1;
    private static final int DICTIONARY = 2;
    private static final int SEALED = 4;
    private static final int CHECK = 4;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    static boolean isKeyId(String id) {
        return KEY_ID.matcher(id).matches();
    }

    /** Whether a value is not plain. */
    static boolean isOn(byte[] stored) {
        return stored.length > 0 && stored[0] == MARK;
    }

    /** The plain length that a stored value says it has. */
    static int plainLength(byte[] stored) {
        return isOn(stored) && stored.length >= FIXED ? ByteBuffer.wrap(stored).getInt(2) : stored.length;
    }

    /** The header for a value; its bytes without the nonce are {@link #bytes}. */
    static Envelope of(boolean compressed, int plainLength, int dictionary, @Nullable SealingKey key) {
        int length = FIXED
                + (dictionary > 0 ? 2 : 0)
                + (key == null ? 0 : 1 + key.id().length() + CHECK);
        return new Envelope(
                compressed,
                plainLength,
                dictionary,
                key == null ? null : key.id(),
                key == null ? 0 : key.check(),
                length);
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MARK)
                .put((byte)
                        ((compressed ? COMPRESSED : 0) | (dictionary > 0 ? DICTIONARY : 0) | (sealed() ? SEALED : 0)))
                .putInt(plainLength);
        if (dictionary > 0) {
            out.putShort((short) dictionary);
        }
        if (keyId != null) {
            out.put((byte) keyId.length())
                    .put(keyId.getBytes(StandardCharsets.US_ASCII))
                    .putInt(keyCheck);
        }
        return out.array();
    }

    boolean sealed() {
        return keyId != null;
    }

    /** Where the body begins. */
    int bodyAt() {
        return length + (sealed() ? NONCE : 0);
    }

    /** The header of a value that {@link #isOn} says has one; null where it is not one that this version writes. */
    static @Nullable Envelope read(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (in.remaining() < FIXED) {
            return null;
        }
        in.get();
        int flags = in.get();
        int plainLength = in.getInt();
        boolean compressed = (flags & COMPRESSED) != 0;
        boolean withDictionary = (flags & DICTIONARY) != 0;
        boolean sealed = (flags & SEALED) != 0;
        if ((flags & ~(COMPRESSED | DICTIONARY | SEALED)) != 0
                || (!compressed && (withDictionary || !sealed))
                || plainLength < 1
                || in.remaining() < (withDictionary ? 2 : 0) + (sealed ? 1 : 0)) {
            return null;
        }
        int dictionary = withDictionary ? in.getShort() & 0xffff : 0;
        if (withDictionary && dictionary == 0) {
            return null;
        }
        if (!sealed) {
            return new Envelope(compressed, plainLength, dictionary, null, 0, in.position());
        }
        int idLength = in.get() & 0xff;
        if (in.remaining() < idLength + CHECK + NONCE) {
            return null;
        }
        String id = new String(stored, in.position(), idLength, StandardCharsets.ISO_8859_1);
        in.position(in.position() + idLength);
        int check = in.getInt();
        return isKeyId(id) ? new Envelope(compressed, plainLength, dictionary, id, check, in.position()) : null;
    }
}
