package io.continuo.store.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Codecs for tests. */
public final class Codecs {

    private Codecs() {}

    /** Everything is compressed where that helps, and sealed. */
    public static ValueCodec sealed() {
        return sealing("k1");
    }

    /** Sealed only: the first key seals, all of them open. */
    public static ValueCodec sealing(String... ids) {
        return new ValueCodec(new CodecSettings(true, 64, 3, false, keys(ids)));
    }

    public static ValueCodec compressing(int threshold) {
        return new ValueCodec(new CodecSettings(true, threshold, 3, false, List.of()));
    }

    /** With a dictionary of the first so many values of a namespace; sealing where there are keys. */
    public static ValueCodec learning(int enough, String... ids) {
        return new ValueCodec(new CodecSettings(true, 1024, 3, true, keys(ids)), enough);
    }

    /** A key that follows from its name. */
    public static SealingKey key(String id) {
        return key(id, id);
    }

    public static SealingKey key(String id, String seed) {
        try {
            byte[] secret = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return new SealingKey(id, secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<SealingKey> keys(String... ids) {
        return java.util.Arrays.stream(ids).map(Codecs::key).toList();
    }
}
