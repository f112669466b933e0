package io.continuo.store.codec;

import java.util.List;

/**
 * How values are written. What is read does not depend on it, but for the keys: every form is understood.
 *
 * @param compress whether values are compressed where that makes them smaller
 * @param threshold from how many bytes on; with a dictionary from {@value #DICTIONARY_THRESHOLD}
 * @param level of zstd, 1 to 19
 * @param dictionary whether each namespace gets a dictionary, made of its own values
 * @param keys the first seals what is written, all of them open what is read; empty where nothing is sealed
 */
public record CodecSettings(boolean compress, int threshold, int level, boolean dictionary, List<SealingKey> keys) {

    static final int DICTIONARY_THRESHOLD = 64;

    public CodecSettings {
        keys = List.copyOf(keys);
    }

    /** Values are written as they come. */
    public static final CodecSettings PLAIN = new CodecSettings(false, 1024, 3, false, List.of());
}
