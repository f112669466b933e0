package io.continuo.store.outage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The frames of a segment: {@code [length of the payload][CRC-32C of the payload][payload]}, numbers big-endian. A payload is an
 * accepted entry, {@code 'A' [id] [accepted at, epoch milliseconds] [value]}, or the ids of entries that are done,
 * {@code 'D' [id]...}.
 */
final class Frames {

    /** What a frame holds. */
    sealed interface Payload permits Accepted, Done {}

    record Accepted(long id, long acceptedAt, ByteBuffer value) implements Payload {}

    record Done(List<Long> ids) implements Payload {}

    private static final int HEAD = 8;
    private static final byte ACCEPTED = 'A';
    private static final byte DONE = 'D';

    private Frames() {}

    static ByteBuffer accepted(long id, long acceptedAt, byte[] value) {
        return framed(ByteBuffer.allocate(HEAD + 1 + 2 * Long.BYTES + value.length)
                .position(HEAD)
                .put(ACCEPTED)
                .putLong(id)
                .putLong(acceptedAt)
                .put(value));
    }

    static ByteBuffer done(Collection<Long> ids) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD + 1 + ids.size() * Long.BYTES)
                .position(HEAD)
                .put(DONE);
        ids.forEach(frame::putLong);
        return framed(frame);
    }

    /** Puts the head before a payload that has been written behind the place for it. */
    private static ByteBuffer framed(ByteBuffer frame) {
        frame.flip();
        int crc = crc(frame.slice(HEAD, frame.limit() - HEAD));
        return frame.putInt(0, frame.limit() - HEAD).putInt(Integer.BYTES, crc);
    }

    /** How long the frame is that begins here by its own account, or -1 where no frame can begin like this. */
    static long length(byte[] file, int at) {
        if (file.length - at < HEAD + 1) {
            return -1;
        }
        int payload = ByteBuffer.wrap(file).getInt(at);
        byte kind = file[at + HEAD];
        boolean possible = kind == ACCEPTED ? payload > 2 * Long.BYTES + 1 : kind == DONE && payload % Long.BYTES == 1;
        return payload > 0 && possible ? (long) HEAD + payload : -1;
    }

    /** Whether a whole frame begins here. */
    static boolean isWhole(byte[] file, int at) {
        long length = length(file, at);
        return length > 0
                && length <= file.length - at
                && ByteBuffer.wrap(file).getInt(at + Integer.BYTES)
                        == crc(ByteBuffer.wrap(file, at + HEAD, (int) length - HEAD));
    }

    /** Whether the file ends before the frame that begins here. */
    static boolean isCutOff(byte[] file, int at) {
        return file.length - at < HEAD + 1 || length(file, at) > file.length - at;
    }

    /** What the whole frame holds that begins here. */
    static Payload payload(byte[] file, int at) {
        ByteBuffer in = ByteBuffer.wrap(file, at + HEAD, (int) length(file, at) - HEAD);
        if (in.get() == DONE) {
            List<Long> ids = new ArrayList<>(in.remaining() / Long.BYTES);
            while (in.hasRemaining()) {
                ids.add(in.getLong());
            }
            return new Done(ids);
        }
        return new Accepted(in.getLong(), in.getLong(), in.slice());
    }

    private static int crc(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }
}
