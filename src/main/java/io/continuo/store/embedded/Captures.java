package io.continuo.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.model.FindOwner;
import io.continuo.model.Namespace;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.SessionId;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** What is to be kept elsewhere, and how all of it is found. */
final class Captures {

    private final Tables tables;
    private final ValueCodec codec;
    private final Views views;
    private final Sessions sessions;

    Captures(Tables tables, ValueCodec codec, Views views) {
        this.tables = tables;
        this.codec = codec;
        this.views = views;
        sessions = new Sessions(tables);
    }

    CaptureSession.Captured capture(CaptureSession capture, SessionRow row) {
        SessionKey key = capture.session();
        SessionValues values = new SessionValues(codec, key);
        Views.State state = views.state(key);
        Long after = capture.after();
        long from = after == null ? row.firstSeq : Math.min(row.nextSeq, Math.max(row.firstSeq, after + 1));
        long to = Math.min(row.nextSeq, from + capture.limit());
        List<JsonText> messages = new ArrayList<>();
        byte[] prefix = row.history(key);
        for (long seq = from; seq < to; seq++) {
            byte[] stored = tables.history().get(Keys.with(prefix, seq));
            JsonText message = stored == null ? null : values.message(stored);
            messages.add(message == null ? JsonText.NULL : message);
        }
        return new CaptureSession.Captured(
                image(row, values, after == null ? state : new Views.State(Map.of(), List.of())),
                from,
                messages,
                after == null ? state.unreadable() : List.of());
    }

    private static SessionImage image(SessionRow row, SessionValues values, Views.State state) {
        JsonText metadata = values.visibleMetadata(row.metadata, null, null);
        if (metadata == null) {
            throw new StoredValueUnreadable("metadata of the session");
        }
        return new SessionImage(
                row.user == null ? null : new UserId(row.user),
                state.readable(),
                metadata,
                values.origin(row.createdVia, row.userAgent),
                row.ttl == null ? null : Duration.ofMillis(row.ttl),
                row.version,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.lastInteraction),
                Instant.ofEpochMilli(row.expiresAt),
                row.firstSeq,
                row.nextSeq);
    }

    ScanSessions.Part scan(ScanSessions scan) {
        Namespace namespace = scan.namespace();
        UserId user = scan.user();
        String[] range = user == null ? new String[] {namespace.name()} : new String[] {namespace.name(), user.value()};
        int prefix = Keys.of(range).length + Long.BYTES;
        List<SessionId> found = new ArrayList<>();
        Walk walk = walk(user == null ? tables.active() : tables.users(), range, scan.from(), scan.limit());
        for (byte[] entry = walk.next(); entry != null; entry = walk.next()) {
            found.add(new SessionId(Keys.text(entry, prefix)));
        }
        return new ScanSessions.Part(found, walk.end());
    }

    ScanDocuments.Part scan(ScanDocuments scan) {
        List<DocumentKey> found = new ArrayList<>();
        Walk walk = walk(tables.documentIndex(), new String[] {scan.namespace().name()}, scan.from(), scan.limit());
        for (byte[] entry = walk.next(); entry != null; entry = walk.next()) {
            found.add(Documents.ofIndexed(scan.namespace(), entry));
        }
        return new ScanDocuments.Part(found, walk.end());
    }

    Optional<UserId> owner(FindOwner find) {
        return Optional.ofNullable(sessions.owner(find.session())).map(UserId::new);
    }

    private static Walk walk(MVMap<byte[], byte[]> index, String[] range, @Nullable String from, int limit) {
        return new Walk(index, Keys.of(range), Keys.beyond(range), entry -> null, Edit.dry(), from, limit);
    }
}
