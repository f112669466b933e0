package io.continuo.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession;
import io.continuo.model.CaptureSession.Captured;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;

/**
 * A session with its whole history, as it was at the first read: messages never change and seqs are never given twice, so what
 * later reads give below the first one's next seq belongs to it. Where they do not join, because the session was deleted, cleared
 * or trimmed meanwhile, it begins once more.
 */
final class HistoryWalk {

    /** The default length of a history, which then is one read. */
    private static final int FIRST = 100;

    private static final int MOST = 1_000;

    /** About how much one read takes, and one part holds. */
    private static final long READ_BYTES = 1024 * 1024;

    private static final long PART_BYTES = 256 * 1024;

    private final Steps steps;
    private final SessionKey session;
    private @Nullable SessionImage image;
    private long next;
    private int limit = FIRST;

    HistoryWalk(Steps steps, SessionKey session) {
        this.steps = steps;
        this.session = session;
    }

    /** The parts that one more read gives. */
    Uni<List<ExportPart>> next() {
        SessionImage begun = image;
        return begun == null
                ? steps.read(new CaptureSession(session, null, FIRST)).map(this::begin)
                : steps.read(new CaptureSession(session, next - 1, limit)).chain(read -> goOn(begun, read));
    }

    boolean isDone() {
        return image != null && next >= image.nextSeq();
    }

    /** When the session was created; null before it has been read. */
    @Nullable
    Instant createdAt() {
        return image == null ? null : image.createdAt();
    }

    private List<ExportPart> begin(Captured read) {
        image = read.image();
        next = read.next();
        adapt(read.messages());
        return split(read);
    }

    private Uni<List<ExportPart>> goOn(SessionImage begun, Captured read) {
        if (read.from() != next || !read.image().createdAt().equals(begun.createdAt())) {
            image = null;
            return next();
        }
        List<JsonText> messages =
                read.messages().subList(0, (int) Math.min(read.messages().size(), begun.nextSeq() - next));
        List<ExportPart> parts = new ArrayList<>();
        split(next, messages, parts);
        next += messages.size();
        adapt(messages);
        return Uni.createFrom().item(parts);
    }

    private void adapt(List<JsonText> messages) {
        long bytes = bytes(messages);
        limit = (int) Math.max(1, Math.min(MOST, READ_BYTES * Math.max(1, messages.size()) / Math.max(1, bytes)));
    }

    private List<ExportPart> split(Captured read) {
        int first = fitting(read.messages(), 0);
        List<ExportPart> parts = new ArrayList<>();
        parts.add(new ExportPart.OfSession(
                session,
                new Captured(read.image(), read.from(), read.messages().subList(0, first), read.unreadableState())));
        split(
                read.from() + first,
                read.messages().subList(first, read.messages().size()),
                parts);
        return parts;
    }

    private void split(long from, List<JsonText> messages, List<ExportPart> parts) {
        for (int at = 0; at < messages.size(); ) {
            int end = Math.max(at + 1, fitting(messages, at));
            parts.add(new ExportPart.OfMessages(session, from + at, messages.subList(at, end)));
            at = end;
        }
    }

    /** Where those end that fit a part. */
    private static int fitting(List<JsonText> messages, int from) {
        long bytes = 0;
        int end = from;
        while (end < messages.size() && bytes + messages.get(end).length() <= PART_BYTES) {
            bytes += messages.get(end++).length();
        }
        return end;
    }

    private static long bytes(List<JsonText> messages) {
        return messages.stream().mapToLong(JsonText::length).sum();
    }
}
