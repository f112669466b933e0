package io.continuo.store.outage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.disk.Disk;
import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Change;
import io.continuo.model.DocumentOwner;
import io.continuo.model.PutDocument;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.store.Timestamps;
import io.continuo.store.codec.Place;
import io.continuo.store.codec.ValueCodec;

/**
 * Changes that were acknowledged and cannot be applied, for a person to look at: one line of JSON each in the file
 * {@value #FILE}. The change is in {@code change}, or where values are sealed in {@code sealed}, in base64. After a crash a
 * letter may be there twice, with the same {@code entry} and {@code accepted_at}. Nothing reads the file or shortens it.
 */
final class DeadLetters {

    static final String FILE = "dead-letters.ndjson";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int BLOCK = 8_192;

    private final @Nullable Path file;
    private final ValueCodec codec;
    private final AtomicLong count = new AtomicLong();

    /** Letters of a journal in this directory; where it is null they are counted and logged only. */
    DeadLetters(@Nullable Path directory, ValueCodec codec) {
        this.file = directory == null ? null : directory.resolve(FILE);
        this.codec = codec;
    }

    /** A change that is given up, why, and when. */
    record Letter(Entry entry, String reason, Instant time) {}

    /** How many there were since the start. */
    long count() {
        return count.get();
    }

    /**
     * Writes letters, all or none. They are on the disk when this returns.
     *
     * @throws IOException if they could not be written; what is there of them is taken away at the next try
     */
    void write(List<Letter> letters) throws IOException {
        if (file != null) {
            append(file, letters);
        }
        count.addAndGet(letters.size());
        for (Letter letter : letters) {
            Change<?> change = letter.entry().change();
            LOG.warnf(
                    "A change that was acknowledged at %s could not be applied and is a dead letter: %s of %s. %s",
                    letter.entry().acceptedAt(), ChangeForm.Kind.of(change), owner(change), letter.reason());
        }
    }

    private void append(Path to, List<Letter> letters) throws IOException {
        boolean isNew = !Files.exists(to);
        try (FileChannel channel =
                FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = endOfLines(channel);
            channel.truncate(end).position(end);
            for (Letter letter : letters) {
                ByteBuffer line = ByteBuffer.wrap(line(letter));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            }
            channel.force(true);
        }
        if (isNew) {
            Disk.sync(to.resolveSibling("."));
        }
    }

    /** The place after the last whole line. */
    private static long endOfLines(FileChannel channel) throws IOException {
        long end = channel.size();
        while (end > 0) {
            int size = (int) Math.min(BLOCK, end);
            ByteBuffer block = ByteBuffer.allocate(size);
            while (block.hasRemaining() && channel.read(block, end - size + block.position()) >= 0) {
                // Until the block is there.
            }
            for (int at = size - 1; at >= 0; at--) {
                if (block.get(at) == '\n') {
                    return end - size + at + 1;
                }
            }
            end -= size;
        }
        return 0;
    }

    private byte[] line(Letter letter) {
        Entry entry = letter.entry();
        DocumentOwner owner = owner(entry.change());
        JsonWriter out = new JsonWriter(1_024)
                .beginObject()
                .member("time", Timestamps.format(letter.time()))
                .member("reason", letter.reason())
                .member("namespace", owner.namespace().name());
        if (owner instanceof SessionKey session) {
            out.member("session_id", session.id().value());
        } else if (owner instanceof UserKey user) {
            out.member("user_id", user.id().value());
        }
        out.member("kind", ChangeForm.Kind.of(entry.change()).toString())
                .member("entry", entry.id())
                .member("accepted_at", Timestamps.format(entry.acceptedAt()));
        JsonText change = ChangeForm.write(entry.change());
        if (codec.seals()) {
            byte[] sealed = codec.stored(Place.deadLetter(owner), change);
            out.member("sealed", Base64.getEncoder().encodeToString(sealed));
        } else {
            out.member("change", change);
        }
        byte[] json = out.endObject().toBytes();
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static DocumentOwner owner(Change<?> change) {
        return change instanceof SessionChange<?> ofSession
                ? ofSession.session()
                : ((PutDocument) change).document().owner();
    }
}
