package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a chain of lines has come to. A line is {@code {"seq":<n>,...,"hash":"<hex>"}}; its hash is the SHA-256 of the hash of the
 * line before, as it is written there, and of the line itself up to its own hash.
 *
 * @param seq of the last line, 0 before the first
 * @param hash of the last line, in hex
 */
record Chain(long seq, String hash) {

    /** Before the first line. */
    static final Chain BEGINNING = new Chain(0, "0".repeat(64));

    private static final byte[] SEQ = "{\"seq\":".getBytes(US_ASCII);
    private static final byte[] HASH = ",\"hash\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}\n".getBytes(US_ASCII);

    /** A line, and the chain with it. */
    record Link(ByteBuffer line, Chain chain) {}

    Link next(AuditEntry entry) {
        byte[] number = Long.toString(seq + 1).getBytes(US_ASCII);
        byte[] members = entry.open();
        byte[] text = joined(SEQ, number, new byte[] {','}, members);
        String next = hash(text, text.length);
        return new Link(ByteBuffer.wrap(joined(text, HASH, next.getBytes(US_ASCII), END)), new Chain(seq + 1, next));
    }

    /** The hash of the next line, whose text before its own hash is the first so many bytes. */
    String hash(byte[] line, int length) {
        MessageDigest digest = sha256();
        digest.update(hash.getBytes(US_ASCII));
        digest.update(line, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
