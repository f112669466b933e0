package io.continuo.store.embedded;

import java.time.Instant;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.DocumentKey;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.Restored;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.StageMessages;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/**
 * Writes what was captured. A history that was staged stays where it lies and becomes that of its session: however long it is,
 * the step that makes it visible is short.
 */
final class Restores {

    private final Tables tables;
    private final ValueCodec codec;
    private final Sessions sessions;
    private final Documents documents;
    private final Bodies bodies;
    private final Rings rings;

    Restores(Tables tables, ValueCodec codec) {
        this.tables = tables;
        this.codec = codec;
        sessions = new Sessions(tables);
        documents = new Documents(tables);
        bodies = new Bodies(tables, codec);
        rings = new Rings(tables);
    }

    boolean stage(StageMessages stage, Edit edit, long now) {
        SessionKey key = stage.session();
        if (stage.at() == 0) {
            removeOld(edit, now);
            remove(edit, key, stage.staging());
        } else if (staged(key, stage.staging()) != stage.at()) {
            return false;
        }
        byte[] prefix = Keys.staging(key, stage.staging());
        SessionValues values = new SessionValues(codec, key);
        write(edit, prefix, stage.seq(), stage.messages(), values);
        edit.put(
                tables.staged(),
                entry(key, stage.staging()),
                new Fields.Out()
                        .number(stage.at() + stage.messages().size())
                        .number(now + SessionRow.millis(StageMessages.KEPT))
                        .toBytes());
        return true;
    }

    Restored restore(RestoreSession restore, Edit edit, long now) {
        SessionKey key = restore.session();
        SessionImage image = restore.image();
        SessionRow there = sessions.livingForChange(edit, key, now);
        if (image.expiresAt().toEpochMilli() <= now) {
            return Restored.EXPIRED;
        } else if (there != null && isStill(there, image)) {
            return Restored.UNCHANGED;
        } else if (there != null && !restore.replace()) {
            return Restored.DIFFERENT;
        }
        String staging = restore.staging();
        if (staging != null && staged(key, staging) != image.nextSeq() - image.firstSeq()) {
            return Restored.LOST;
        }
        if (there != null) {
            sessions.remove(edit, key, there, document -> false, now);
        }
        add(restore, edit);
        return there == null ? Restored.RESTORED : Restored.REPLACED;
    }

    private static boolean isStill(SessionRow row, SessionImage image) {
        return row.version == image.version()
                && row.createdAt == image.createdAt().toEpochMilli()
                && row.lastInteraction == image.lastInteraction().toEpochMilli()
                && row.firstSeq == image.firstSeq()
                && row.nextSeq == image.nextSeq();
    }

    private void add(RestoreSession restore, Edit edit) {
        SessionKey key = restore.session();
        SessionImage image = restore.image();
        SessionValues values = new SessionValues(codec, key);
        SessionRow row = SessionRow.begin(image.createdAt().toEpochMilli());
        row.user = image.userId() == null ? null : image.userId().value();
        row.lastInteraction = image.lastInteraction().toEpochMilli();
        row.expiresAt = image.expiresAt().toEpochMilli();
        row.ttl = image.ttl() == null ? null : (Long) SessionRow.millis(image.ttl());
        row.version = image.version();
        row.firstSeq = image.firstSeq();
        row.nextSeq = image.nextSeq();
        row.metadata = values.metadata(image.metadata());
        row.createdVia = values.createdVia(image.origin());
        row.userAgent = values.userAgent(image.origin());
        StateEdit state = new StateEdit(tables, values, row);
        state.replaceAll(image.state());
        state.write(edit, row);
        String staging = restore.staging();
        if (staging == null) {
            write(edit, Keys.session(key), image.firstSeq(), restore.messages(), values);
        } else {
            row.staging = staging;
            edit.remove(tables.staged(), entry(key, staging));
        }
        restore.seen()
                .forEach(seen -> rings.remember(
                        edit,
                        key,
                        row,
                        seen.messageId(),
                        new Rings.KnownMessage(
                                seen.digest(), seen.seq(), seen.timestamp().toEpochMilli())));
        sessions.add(edit, key, row);
    }

    /** One that is there follows its owner as that lives now. */
    Restored restore(RestoreDocument restore, Edit edit, long now) {
        DocumentKey key = restore.document();
        Long expiresAt =
                restore.expiresAt() == null ? null : (Long) restore.expiresAt().toEpochMilli();
        if (expiresAt != null && expiresAt <= now) {
            return Restored.EXPIRED;
        }
        SessionKey session = key.owner() instanceof SessionKey of ? of : null;
        SessionRow owner = session == null ? null : sessions.livingForChange(edit, session, now);
        if (session != null && !belongs(restore, owner)) {
            return Restored.ORPHANED;
        }
        long until = sessions.documentsUntil(key.owner());
        DocumentRow there = documents.find(key);
        if (there != null && there.expiry(until) <= now) {
            there = null;
        }
        long updatedAt = restore.updatedAt().toEpochMilli();
        if (there != null && there.version() == restore.version() && there.updatedAt() == updatedAt) {
            return Restored.UNCHANGED;
        } else if (there != null && !restore.replace()) {
            return Restored.DIFFERENT;
        }
        documents.writeRow(
                edit,
                key,
                new DocumentRow(
                        restore.version(),
                        restore.body().length(),
                        updatedAt,
                        expiresAt,
                        expiresAt == null ? until : expiresAt));
        bodies.write(edit, key, restore.body());
        if (session != null && owner == null && restore.user() != null) {
            sessions.leaveBehind(edit, session, restore.user().value(), updatedAt);
        }
        return there == null ? Restored.RESTORED : Restored.REPLACED;
    }

    private static boolean belongs(RestoreDocument restore, @Nullable SessionRow owner) {
        Instant createdAt = restore.sessionCreatedAt();
        return owner == null
                ? restore.expiresAt() != null
                : createdAt == null || owner.createdAt == createdAt.toEpochMilli();
    }

    private long staged(SessionKey key, String staging) {
        byte[] count = tables.staged().get(entry(key, staging));
        return count == null ? -1 : new Fields.In(count).number();
    }

    /** What nobody came back for; there are as many as there are imports at a time. */
    private void removeOld(Edit edit, long now) {
        Cursor<byte[], byte[]> cursor = tables.staged().cursor(null);
        while (cursor.hasNext()) {
            byte[] entry = cursor.next();
            Fields.In in = new Fields.In(cursor.getValue());
            in.number();
            if (in.number() <= now) {
                String[] parts = Keys.parts(entry, 0);
                remove(edit, SessionKey.of(parts[0], parts[1]), parts[2]);
            }
        }
    }

    private void remove(Edit edit, SessionKey key, String staging) {
        if (edit.remove(tables.staged(), entry(key, staging)) != null) {
            edit.removeAll(tables.history(), Keys.staging(key, staging), Keys.beyondStaging(key, staging));
        }
    }

    private static byte[] entry(SessionKey key, String staging) {
        return Keys.of(key.namespace().name(), key.id().value(), staging);
    }

    private void write(Edit edit, byte[] prefix, long first, List<JsonText> messages, SessionValues values) {
        long seq = first;
        for (JsonText message : messages) {
            edit.put(tables.history(), Keys.with(prefix, seq++), values.message(message));
        }
    }
}
