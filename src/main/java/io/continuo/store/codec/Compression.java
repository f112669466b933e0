package io.continuo.store.codec;

import java.util.Arrays;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;

/** Frames of zstd without what the envelope says already: magic number, length, number of the dictionary. */
final class Compression {

    /** No compressed value is larger when it is plain: what a damaged header says does not decide how much is allocated. */
    static final int MOST = 16 * 1024 * 1024;

    private final int level;
    private final Spares<ZstdCompressCtx> compressors = new Spares<>(ZstdCompressCtx::new);
    private final Spares<ZstdDecompressCtx> decompressors = new Spares<>(ZstdDecompressCtx::new);

    Compression(int level) {
        this.level = level;
    }

    /**
     * Null where the result would not be smaller.
     *
     * @param checked whether damage must be noticed here, for nothing else tells
     */
    byte @Nullable [] compressed(byte[] plain, @Nullable Dictionary dictionary, boolean checked) {
        if (plain.length > MOST) {
            return null;
        }
        byte[] out = new byte[plain.length];
        return compressors.use(compressor -> {
            compressor.reset();
            compressor.setLevel(level);
            compressor.setMagicless(true);
            compressor.setContentSize(false);
            compressor.setDictID(false);
            compressor.setChecksum(checked);
            if (dictionary != null) {
                compressor.loadDict(dictionary.forCompressing());
            }
            try {
                int length = compressor.compressByteArray(out, 0, out.length, plain, 0, plain.length);
                return Arrays.copyOf(out, length);
            } catch (ZstdException doesNotFit) {
                return null;
            }
        });
    }

    /** Null where the bytes are not the frame of a value of that length. */
    byte @Nullable [] plain(byte[] stored, int from, int length, @Nullable Dictionary dictionary) {
        if (length > MOST) {
            return null;
        }
        byte[] plain = new byte[length];
        return decompressors.use(decompressor -> {
            decompressor.reset();
            decompressor.setMagicless(true);
            if (dictionary != null) {
                decompressor.loadDict(dictionary.forDecompressing());
            }
            try {
                int read = decompressor.decompressByteArray(plain, 0, length, stored, from, stored.length - from);
                return read == length ? plain : null;
            } catch (ZstdException damaged) {
                return null;
            }
        });
    }
}
