package io.continuo.store.outage;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.continuo.json.JsonText;

/** Counts what is kept nowhere but in the heap of who appended it. */
final class MemoryLog implements Log {

    private final Map<Long, Integer> sizes = new HashMap<>();
    private long nextId = 1;
    private final AtomicLong bytes = new AtomicLong();
    private volatile int size;

    @Override
    public String begin() {
        return "";
    }

    @Override
    public Kept kept(String place, Instant acceptedAt, JsonText change) {
        return new Kept(nextId++, ByteBuffer.wrap(change.bytes()));
    }

    @Override
    public void write(List<Kept> entries) {
        long more = 0;
        for (Kept entry : entries) {
            sizes.put(entry.id(), entry.length());
            more += entry.length();
        }
        count(more);
    }

    @Override
    public void done(Collection<Long> ids) {
        long less = 0;
        for (Long id : ids) {
            Integer length = sizes.remove(id);
            less += length == null ? 0 : length;
        }
        count(-less);
    }

    private void count(long more) {
        bytes.addAndGet(more);
        size = sizes.size();
    }

    @Override
    public boolean isDue() {
        return false;
    }

    @Override
    public long bytes() {
        return bytes.get();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void close() {}
}
