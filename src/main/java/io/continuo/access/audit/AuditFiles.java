package io.continuo.access.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.disk.Claim;
import io.continuo.disk.Disk;
import io.continuo.disk.GrowingFile;
import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;

/**
 * The files of one replica. A file begins with a line that says to which chain it belongs, which hash was the last before it, what
 * a crash left at the end of the file before, and which line is the oldest that is kept. One that was there at the start is
 * only read.
 */
final class AuditFiles implements Sink {

    /**
     * When files change.
     *
     * @param fileBytes from how many on a file is followed by another one, as it is after a day
     * @param maxBytes how many all files may have before the oldest goes
     * @param keepFor after how long a file goes, null where it may stay
     */
    record Rotation(long fileBytes, long maxBytes, @Nullable Duration keepFor) {}

    private static final Logger LOG = Logger.getLogger(AuditFiles.class);
    private static final Duration DAY = Duration.ofDays(1);

    /**
     * A file that is no longer written to.
     *
     * @param firstSeq null where a crash left it without a line
     */
    private record Kept(Path path, long bytes, @Nullable Long firstSeq, Instant lastAt) {}

    private final Claim claim;
    private final String replica;
    private final Rotation rotation;
    private final Clock clock;
    private final TreeMap<Long, Kept> older = new TreeMap<>();
    private final List<StoredFile.Rest> rests = new ArrayList<>();
    private String id = UUID.randomUUID().toString();
    private Chain chain = Chain.BEGINNING;
    private long number;
    private @Nullable GrowingFile active;
    private long activeFirstSeq;
    private Instant activeSince = Instant.EPOCH;

    private AuditFiles(Claim claim, String replica, Rotation rotation, Clock clock) {
        this.claim = claim;
        this.replica = replica;
        this.rotation = rotation;
        this.clock = clock;
    }

    /**
     * Goes on with the chain that is there, or begins one. Reads and writes files: not for event loops.
     *
     * @param directory of all replicas; it is made where it is not there
     * @throws IOException if it cannot be used
     */
    static AuditFiles open(Path directory, String replica, Rotation rotation, Clock clock) throws IOException {
        Claim claim = Claim.below(directory, replica);
        try {
            AuditFiles files = new AuditFiles(claim, replica, rotation, clock);
            files.recover();
            files.begin("start");
            return files;
        } catch (IOException | RuntimeException unusable) {
            claim.release();
            throw unusable;
        }
    }

    private void recover() throws IOException {
        List<StoredFile> files = StoredFile.in(claim.directory());
        for (StoredFile file : files) {
            StoredLine first = file.first();
            number = file.number();
            id = first == null ? id : first.text("chain", id);
            older.put(
                    number,
                    new Kept(
                            file.path(),
                            Files.size(file.path()),
                            first == null ? null : first.seq(),
                            Files.getLastModifiedTime(file.path()).toInstant()));
        }
        for (int i = files.size() - 1; i >= 0 && chain.seq() == 0; i--) {
            recover(files.get(i));
        }
    }

    /** The chain goes on behind the last line of the newest file that has one. */
    private void recover(StoredFile file) throws IOException {
        StoredFile.Ending ending = file.ending();
        StoredLine last = ending.last();
        StoredFile.Rest rest = ending.rest();
        if (rest != null) {
            rests.add(rest);
            LOG.warnf(
                    "The audit log's file %s ends with %d bytes that are no line, as a crash leaves them. They stay there, and"
                            + " the next file notes them.",
                    rest.file(), rest.bytes());
        }
        if (last != null) {
            chain = last.chain();
        }
    }

    @Override
    public void write(List<AuditEntry> entries) throws IOException {
        GrowingFile file = active;
        if (file == null
                || file.length() >= rotation.fileBytes()
                || clock.instant().isAfter(activeSince.plus(DAY))) {
            begin("file");
            file = active;
        }
        Chain end = chain;
        List<ByteBuffer> lines = new ArrayList<>(entries.size());
        for (AuditEntry entry : entries) {
            Chain.Link link = end.next(entry);
            lines.add(link.line());
            end = link.chain();
        }
        if (file != null) {
            file.append(joined(lines));
            chain = end;
        }
    }

    private static ByteBuffer joined(List<ByteBuffer> lines) {
        ByteBuffer all = ByteBuffer.allocate(
                lines.stream().mapToInt(ByteBuffer::remaining).sum());
        lines.forEach(all::put);
        return all.flip();
    }

    /** Begins a file; what has to go goes once it says so. */
    private void begin(String what) throws IOException {
        Instant now = clock.instant();
        GrowingFile ended = active;
        if (ended != null) {
            ended.settle();
        }
        List<Kept> out = outdated(now);
        Chain.Link first = chain.next(AuditEntry.of(now, what)
                .with("chain", id)
                .with("replica", replica)
                .with("previous", chain.hash())
                .with("kept_from", keptFrom(out))
                .with("rest", rests.isEmpty() ? null : restsNoted()));
        GrowingFile next = GrowingFile.create(StoredFile.path(claim.directory(), number + 1), first.line());
        if (ended != null) {
            older.put(number, new Kept(ended.path(), ended.length(), activeFirstSeq, now));
            close(ended);
        }
        number++;
        active = next;
        activeFirstSeq = first.chain().seq();
        activeSince = now;
        chain = first.chain();
        rests.clear();
        anchor();
        delete(out);
    }

    /** The oldest files, as far as they are too old or too much. */
    private List<Kept> outdated(Instant now) {
        GrowingFile ended = active;
        long bytes = (ended == null ? 0 : ended.length())
                + older.values().stream().mapToLong(Kept::bytes).sum();
        List<Kept> out = new ArrayList<>();
        for (Kept file : older.values()) {
            boolean tooOld = rotation.keepFor() != null && file.lastAt().isBefore(now.minus(rotation.keepFor()));
            if (!tooOld && bytes <= rotation.maxBytes()) {
                break;
            }
            bytes -= file.bytes();
            out.add(file);
        }
        return out;
    }

    private Long keptFrom(List<Kept> out) {
        return older.values().stream()
                .filter(file -> !out.contains(file))
                .flatMap(file -> Stream.ofNullable(file.firstSeq()))
                .findFirst()
                .orElse(active == null ? chain.seq() + 1 : activeFirstSeq);
    }

    private JsonText restsNoted() {
        JsonWriter out = new JsonWriter().beginArray();
        rests.forEach(rest -> out.value(rest.json()));
        return out.endArray().toJsonText();
    }

    private void delete(List<Kept> out) {
        try {
            for (Kept file : out) {
                Files.deleteIfExists(file.path());
                older.values().remove(file);
            }
            if (!out.isEmpty()) {
                Disk.sync(claim.directory());
            }
        } catch (IOException stays) {
            LOG.warnf(stays, "A file of the audit log that is no longer kept cannot be deleted.");
        }
    }

    private static void close(GrowingFile file) {
        try {
            file.close();
        } catch (IOException failure) {
            LOG.warnf(failure, "The audit log's file %s could not be closed.", file.path());
        }
    }

    @Override
    public void anchor() {
        LOG.infof("Audit log: the chain %s of %s has come to %s", id, replica, chain);
    }

    @Override
    public void close() {
        GrowingFile file = active;
        active = null;
        if (file != null) {
            close(file);
        }
        claim.release();
    }
}
