package io.continuo.store.outage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
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
    record Found(Segment segment, Change<?> change, Instant acceptedAt) {}

    private record Raw(Segment segment, Frames.Accepted accepted) {}

    private final ValueCodec codec;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final NavigableMap<Long, Raw> live = new TreeMap<>();
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
        for (Map.Entry<Long, Path> file : files.entrySet()) {
            recovery.read(file.getKey(), file.getValue(), file.equals(files.lastEntry()));
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
        scan.payloads().forEach(payload -> take(segment, payload));
    }

    private void take(Segment segment, Frames.Payload payload) {
        if (payload instanceof Frames.Accepted accepted) {
            lastId = Math.max(lastId, accepted.id());
            live.put(accepted.id(), new Raw(segment, accepted));
        } else if (payload instanceof Frames.Done done) {
            for (Long id : done.ids()) {
                lastId = Math.max(lastId, id);
                live.remove(id);
            }
        }
    }

    /** The entries that are not done, by their ids. */
    Map<Long, Found> entries() throws IOException {
        Map<Long, Found> entries = new LinkedHashMap<>();
        for (Map.Entry<Long, Raw> entry : live.entrySet()) {
            Raw raw = entry.getValue();
            Change<?> change = change(raw);
            if (change == null) {
                putAside(raw.segment().file(), "The entry " + entry.getKey() + " cannot be read");
            } else {
                Instant acceptedAt = Instant.ofEpochMilli(raw.accepted().acceptedAt());
                entries.put(entry.getKey(), new Found(raw.segment(), change, acceptedAt));
            }
        }
        return entries;
    }

    private @Nullable Change<?> change(Raw raw) {
        Place place = place(raw.segment().id(), raw.accepted().id());
        try {
            JsonText text = codec.value(place, bytes(raw.accepted().value()));
            return text == null ? null : ChangeForm.read(text);
        } catch (EncryptionKeyMissing missing) {
            throw new IllegalStateException(
                    "There are " + live.size() + " changes in it that were acknowledged and are not in the store yet."
                            + " They are sealed under the encryption key " + missing.keyId()
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
