package io.continuo.store.codec;

import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;

/** A dictionary, made ready for use once; it stays as long as the process. */
final class Dictionary {

    private final int number;
    private final byte[] bytes;
    private final ZstdDictCompress forCompressing;
    private final ZstdDictDecompress forDecompressing;

    Dictionary(int number, byte[] bytes, int level) {
        this.number = number;
        this.bytes = bytes;
        forCompressing = new ZstdDictCompress(bytes, level);
        forDecompressing = new ZstdDictDecompress(bytes);
    }

    int number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    ZstdDictCompress forCompressing() {
        return forCompressing;
    }

    ZstdDictDecompress forDecompressing() {
        return forDecompressing;
    }
}
