package io.continuo.store.outage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.disk.Claim;
import io.continuo.disk.Disk;
import io.continuo.json.JsonText;
import io.continuo.store.codec.ValueCodec;

/**
 * The segments of one directory. They are deleted oldest first, once everything in a segment is done: a later one may say what
 * of an earlier one is done.
 */
final class DiskLog implements Log {

    private static final Logger LOG = Logger.getLogger(DiskLog.class);

    private final Claim claim;
    private final ValueCodec codec;
    private final long segmentBytes;
    private final NavigableMap<Long, Segment> segments;
    private final Map<Long, Segment> live = new HashMap<>();
    // Done, but a new start would not know it yet.
    private final Map<Long, Segment> unsaid = new HashMap<>();
    private @Nullable Segment active;
    private boolean deletionIsDue;
    private long nextId;
    private long nextSegment;
    private volatile long bytes;
    private volatile int size;

    private DiskLog(Claim claim, ValueCodec codec, long segmentBytes, Recovery recovery) {
        this.claim = claim;
        this.codec = codec;
        this.segmentBytes = segmentBytes;
        segments = recovery.segments();
        nextId = recovery.lastId() + 1;
        nextSegment = recovery.lastSegment() + 1;
    }

    /**
     * Opens what is there or begins anew.
     *
     * @param entries gets the entries that are not done, oldest first
     * @throws IllegalStateException as {@link Recovery#of}
     */
    static DiskLog open(Claim claim, ValueCodec codec, long segmentBytes, Collection<Entry> entries)
            throws IOException {
        Recovery recovery = Recovery.of(claim.directory(), codec);
        DiskLog log = new DiskLog(claim, codec, segmentBytes, recovery);
        for (Recovery.Found found : recovery.entries()) {
            log.enter(found.id(), found.segment());
            entries.add(new Entry(log, found.id(), found.change(), found.acceptedAt()));
        }
        log.deleteWhatIsDone();
        log.count();
        return log;
    }

    private void enter(long id, Segment segment) {
        live.put(id, segment);
        segment.live(1);
    }

    @Override
    public String begin() throws IOException {
        return writable().id();
    }

    private Segment writable() throws IOException {
        Segment open = active;
        if (open != null && open.length() < segmentBytes) {
            return open;
        }
        Segment next = Segment.create(claim.directory(), nextSegment);
        segments.put(nextSegment++, next);
        active = next;
        count();
        if (open != null) {
            open.close();
        }
        return next;
    }

    @Override
    public Kept kept(String place, Instant acceptedAt, JsonText change) {
        long id = nextId++;
        byte[] value = codec.stored(Recovery.place(place, id), change);
        return new Kept(id, Frames.accepted(id, acceptedAt.toEpochMilli(), value));
    }

    @Override
    public void write(List<Kept> entries) throws IOException {
        if (!entries.isEmpty() || !unsaid.isEmpty()) {
            append(entries);
        }
        if (deletionIsDue) {
            Disk.sync(claim.directory());
            deletionIsDue = false;
        }
    }

    private void append(List<Kept> entries) throws IOException {
        // Entries are for the segment that begin() named: it is not changed here unless there is none.
        Segment open = active;
        Segment segment = entries.isEmpty() || open == null ? writable() : open;
        List<ByteBuffer> frames = new ArrayList<>(entries.size() + 1);
        entries.forEach(entry -> frames.add(entry.frame()));
        if (!unsaid.isEmpty()) {
            frames.add(Frames.done(unsaid.keySet()));
        }
        segment.append(joined(frames));
        entries.forEach(entry -> enter(entry.id(), segment));
        unsaid.clear();
        count();
    }

    private static ByteBuffer joined(List<ByteBuffer> frames) {
        ByteBuffer all =
                ByteBuffer.allocate(frames.stream().mapToInt(ByteBuffer::limit).sum());
        frames.forEach(frame -> all.put(frame.duplicate()));
        return all.flip();
    }

    @Override
    public void done(Collection<Long> ids) {
        for (Long id : ids) {
            Segment segment = live.remove(id);
            if (segment != null) {
                segment.live(-1);
                unsaid.put(id, segment);
            }
        }
        deleteWhatIsDone();
        count();
    }

    private void deleteWhatIsDone() {
        while (!segments.isEmpty()) {
            Segment oldest = segments.firstEntry().getValue();
            if (oldest.live() > 0 || !delete(oldest)) {
                return;
            }
            segments.pollFirstEntry();
            unsaid.values().removeIf(segment -> segment == oldest);
            deletionIsDue = true;
            active = segments.isEmpty() ? null : active;
        }
    }

    private static boolean delete(Segment segment) {
        try {
            segment.close();
            Files.deleteIfExists(segment.file());
            return true;
        } catch (IOException failure) {
            LOG.warnf(failure, "The journal's file %s is no longer needed and cannot be deleted.", segment.file());
            return false;
        }
    }

    private void count() {
        bytes = segments.values().stream().mapToLong(Segment::length).sum();
        size = live.size();
    }

    @Override
    public boolean isDue() {
        return !unsaid.isEmpty() || deletionIsDue;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void close() {
        Segment open = active;
        active = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException failure) {
            LOG.warnf(failure, "The journal's file %s could not be closed.", open == null ? null : open.file());
        }
        claim.release();
    }
}
