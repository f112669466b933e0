package io.continuo.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sweep through an index, from where the last one ended. It ends early where enough was touched, so that the
 * changes that wait are not held up: an entry may stand for a session with thousands of values.
 */
final class Walk {

    private static final long MOST_TOUCHED = 250;

    /** Where to go on from an entry that is not to be looked at. */
    interface Skip {
        byte @Nullable [] over(byte[] entry);
    }

    private final MVMap<byte[], byte[]> index;
    private final byte[] beyond;
    private final Skip skip;
    private final Edit edit;
    private final int limit;
    private byte[] last;
    private long examined;

    Walk(
            MVMap<byte[], byte[]> index,
            byte[] begin,
            byte[] beyond,
            Skip skip,
            Edit edit,
            @Nullable String from,
            int limit) {
        this.index = index;
        this.beyond = beyond;
        this.skip = skip;
        this.edit = edit;
        this.limit = limit;
        last = position(begin, beyond, from);
    }

    /** The next entry to be looked at, null where the step ends. */
    byte @Nullable [] next() {
        byte[] next = examined < limit && examined + edit.touched() < MOST_TOUCHED ? find() : null;
        if (next != null) {
            examined++;
            last = next;
        }
        return next;
    }

    long examined() {
        return examined;
    }

    /** Where the next step goes on, null if nothing is left. */
    @Nullable
    String end() {
        return find() == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(last);
    }

    private byte @Nullable [] find() {
        byte[] entry = index.higherKey(last);
        while (entry != null && Arrays.compareUnsigned(entry, beyond) < 0) {
            byte[] on = skip.over(entry);
            if (on == null) {
                return entry;
            }
            entry = index.ceilingKey(on);
        }
        return null;
    }

    private static byte[] position(byte[] begin, byte[] beyond, @Nullable String from) {
        if (from == null) {
            return begin;
        }
        try {
            byte[] position = Base64.getUrlDecoder().decode(from.getBytes(StandardCharsets.US_ASCII));
            boolean within =
                    Arrays.compareUnsigned(position, begin) >= 0 && Arrays.compareUnsigned(position, beyond) < 0;
            return within ? position : begin;
        } catch (IllegalArgumentException foreign) {
            // A place that is not ours, as from another store: every entry is checked again anyway.
            return begin;
        }
    }
}
