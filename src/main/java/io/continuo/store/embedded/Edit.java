package io.continuo.store.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The writes of one step, which can be taken back: a step happens whole or not at all. */
final class Edit {

    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final boolean dry;
    private boolean written;
    private long touched;

    Edit() {
        this(false);
    }

    private Edit(boolean dry) {
        this.dry = dry;
    }

    /** One that writes nothing and only counts. */
    static Edit dry() {
        return new Edit(true);
    }

    void put(MVMap<byte[], byte[]> table, byte[] key, byte[] value) {
        touched++;
        if (dry) {
            return;
        }
        byte[] before = table.put(key, value);
        undo.push(before == null ? () -> table.remove(key) : () -> table.put(key, before));
        written = true;
    }

    byte @Nullable [] remove(MVMap<byte[], byte[]> table, byte[] key) {
        touched++;
        if (dry) {
            return table.get(key);
        }
        byte[] value = table.remove(key);
        if (value != null) {
            undo.push(() -> table.put(key, value));
            written = true;
        }
        return value;
    }

    /** Removes the keys from one (inclusive) to the other (exclusive). */
    void removeAll(MVMap<byte[], byte[]> table, byte[] from, byte[] to) {
        List<byte[]> keys = Tables.keys(table, from, to);
        for (byte[] key : keys) {
            remove(table, key);
        }
    }

    /** Lets what was written so far stand, whatever becomes of the rest. */
    void keep() {
        undo.clear();
    }

    /** Takes back what was written since the beginning, or since it was last kept. */
    void takeBack() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    /** Whether anything was written that has to reach the disk. */
    boolean hasWritten() {
        return written;
    }

    /** How many values were written or removed, or would have been. */
    long touched() {
        return touched;
    }
}
