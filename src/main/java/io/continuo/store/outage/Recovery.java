package io.continuo.store.outage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.store.codec.Place;
import io.continuo.store.codec.ValueCodec;

/**
 * Reads what a directory holds. What a crash tore off the last segment's end is cut off. A segment that is damaged otherwise is
 * copied to {@code NNNNNNNNNN.damaged}, and what can be read of it counts.
 */
final class Recovery {

    private static final Logger LOG = Logger.getLogger(Recovery.class);

    /** An entry that is not done. */
    record Found(long id, Segment segment, Change<?> change, Instant acceptedAt) {}

    private final ValueCodec codec;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final Deque<Found> entries = new ArrayDeque<>();
    private final Set<Long> done = new HashSet<>();
    private long lastId;
    private long lastSegment;

    private Recovery(ValueCodec codec) {
        this.codec = codec;
    }

    /**
     * Reads a directory that nobody else uses.
     *
     * @throws IllegalStateException with a sentence for the operator if there is something that must not be dropped and cannot be
     *     read: it is sealed under a key that is not at hand, or a newer version of the service wrote it
     */
    static Recovery of(Path directory, ValueCodec codec) throws IOException {
        Recovery recovery = new Recovery(codec);
        NavigableMap<Long, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                long number = Segment.number(file);
                recovery.lastSegment = Math.max(recovery.lastSegment, number);
                if (number >= 0 && file.toString().endsWith(".log")) {
                    files.put(number, file);
                }
            }
        }
        // From the newest on: what says that an entry is done is in its file or in a later one.
        for (Map.Entry<Long, Path> file : files.descendingMap().entrySet()) {
            recovery.read(file.getKey(), file.getValue(), file.getKey().equals(files.lastKey()));
        }
        return recovery;
    }

    private void read(long number, Path file, boolean last) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Scan scan = Scan.of(bytes);
        if (scan.torn() && last) {
            LOG.warnf(
                    "The journal's file %s ended in %d bytes of a write that was not finished, which was never"
                            + " acknowledged. They were cut off.",
                    file, bytes.length - scan.end());
            cut(file, scan.end());
        }
        if (scan.damaged() || (scan.torn() && !last)) {
            putAside(file, "Some of its bytes are no entries");
        }
        String id = bytes.length < Segment.HEADER_BYTES ? null : Segment.id(bytes);
        Segment segment = Segment.read(file, id == null ? "" : id, scan.end());
        segments.put(number, segment);
        List<Frames.Accepted> accepted = accepted(scan.payloads());
        for (int i = accepted.size() - 1; i >= 0; i--) {
            enter(segment, accepted.get(i));
        }
    }

    /** Notes what is done, and gives what is not. */
    private List<Frames.Accepted> accepted(List<Frames.Payload> payloads) {
        List<Frames.Accepted> accepted = new ArrayList<>();
        for (Frames.Payload payload : payloads) {
            if (payload instanceof Frames.Accepted entry) {
                lastId = Math.max(lastId, entry.id());
                accepted.add(entry);
            } else if (payload instanceof Frames.Done ids) {
                ids.ids().forEach(id -> lastId = Math.max(lastId, id));
                done.addAll(ids.ids());
            }
        }
        accepted.removeIf(entry -> done.contains(entry.id()));
        return accepted;
    }

    private void enter(Segment segment, Frames.Accepted accepted) throws IOException {
        Change<?> change = change(segment, accepted);
        if (change == null) {
            putAside(segment.file(), "The entry " + accepted.id() + " cannot be read");
        } else {
            Instant acceptedAt = Instant.ofEpochMilli(accepted.acceptedAt());
            entries.addFirst(new Found(accepted.id(), segment, change, acceptedAt));
        }
    }

    private @Nullable Change<?> change(Segment segment, Frames.Accepted accepted) {
        try {
            JsonText text = codec.value(place(segment.id(), accepted.id()), bytes(accepted.value()));
            return text == null ? null : ChangeForm.read(text);
        } catch (EncryptionKeyMissing missing) {
            throw new IllegalStateException(
                    "There are changes in it that were acknowledged and are not in the store yet. They are sealed under the"
                            + " encryption key " + missing.keyId()
                            + ", which this service does not have: give it the key again, at least as a second one,"
                            + " until they have been applied.",
                    missing);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** What binds the sealed value of an entry to its place. */
    static Place place(String segment, long id) {
        return Place.journal(segment, Long.toString(id));
    }

    private static void putAside(Path file, String what) throws IOException {
        Path aside = file.resolveSibling(file.getFileName().toString().replace(".log", ".damaged"));
        LOG.errorf(
                "The journal's file %s is damaged, and changes that were acknowledged may be lost. %s. What can be read of it"
                        + " will be applied; the file as it is was kept as %s.",
                file, what, aside.getFileName());
        if (!Files.exists(aside)) {
            Files.copy(file, aside, StandardCopyOption.COPY_ATTRIBUTES);
            try (FileChannel copy = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /** The entries that are not done, oldest first. */
    Collection<Found> entries() {
        return entries;
    }

    NavigableMap<Long, Segment> segments() {
        return segments;
    }

    long lastId() {
        return lastId;
    }

    long lastSegment() {
        return lastSegment;
    }
}
