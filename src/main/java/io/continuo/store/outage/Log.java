package io.continuo.store.outage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.continuo.disk.GrowingFile.NotTakenBack;
import io.continuo.json.JsonText;

/** Where entries are kept. Used by one thread, but for {@link #bytes} and {@link #size}. */
interface Log extends AutoCloseable {

    /** An entry in the form in which it lies here. */
    record Kept(long id, ByteBuffer frame) {

        int length() {
            return frame.limit();
        }
    }

    /**
     * Makes ready for entries that are written next; they go to one place, whose name is given.
     *
     * @throws IOException if nothing can be written now
     */
    String begin() throws IOException;

    /** The form of an entry that is written to the place that {@link #begin} named. */
    Kept kept(String place, Instant acceptedAt, JsonText change);

    /**
     * Keeps entries, all or none, and what {@link #done} told and is not kept yet. It is on the disk when this returns.
     *
     * @throws NotTakenBack if it failed and may nevertheless be there after a restart
     * @throws IOException if nothing was kept
     */
    void write(List<Kept> entries) throws IOException;

    /** Takes entries out; one that is not there is none's loss. They are gone for good with the next {@link #write}. */
    void done(Collection<Long> ids);

    /** Whether {@link #write} has something to bring to the disk. */
    boolean isDue();

    /** Bytes in use. */
    long bytes();

    /** Entries that are not done. */
    int size();

    @Override
    void close();
}
