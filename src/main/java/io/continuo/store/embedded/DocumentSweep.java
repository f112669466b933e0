package io.continuo.store.embedded;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepDocuments.All;
import io.continuo.model.SweepDocuments.Inactive;
import io.continuo.model.SweepDocuments.Named;
import io.continuo.model.SweepDocuments.Swept;
import io.continuo.model.SweepSessions;

/** One step of a sweep of documents. Each is taken out whole or left whole. */
final class DocumentSweep {

    private final Tables tables;
    private final Documents documents;
    private final Sessions sessions;
    private final SweepDocuments sweep;
    private final String namespace;
    private final Edit edit;
    private final long now;
    private final List<DocumentKey> sample = new ArrayList<>();
    private Removed removed = Removed.NOTHING;

    DocumentSweep(Tables tables, SweepDocuments sweep, Edit edit, long now) {
        this.tables = tables;
        this.sweep = sweep;
        this.edit = sweep.dryRun() ? Edit.dry() : edit;
        this.now = now;
        documents = new Documents(tables);
        sessions = new Sessions(tables);
        namespace = sweep.namespace().name();
    }

    Swept run() {
        String[] range = sweep.which() instanceof Named named
                ? new String[] {namespace, named.name().type()}
                : new String[] {namespace};
        Walk walk = new Walk(
                tables.documentIndex(),
                Keys.of(range),
                Keys.beyond(range),
                this::overLiving,
                edit,
                sweep.from(),
                sweep.limit());
        for (byte[] entry = walk.next(); entry != null; entry = walk.next()) {
            examine(entry, Documents.ofIndexed(sweep.namespace(), entry));
        }
        return new Swept(walk.examined(), removed, sample, walk.end());
    }

    /** Behind what of a type is due, the next type. */
    private byte @Nullable [] overLiving(byte[] entry) {
        return score(entry) <= now || !(sweep.which() instanceof Inactive)
                ? null
                : Keys.beyond(namespace, Documents.typeOfIndexed(sweep.namespace(), entry));
    }

    private void examine(byte[] entry, DocumentKey key) {
        if (sweep.which() instanceof Named named && !key.name().equals(named.name())) {
            return;
        }
        try {
            DocumentRow row = documents.find(key);
            if (row == null || row.score() != score(entry)) {
                documents.removeStray(edit, key, entry);
                count(0, 1);
            } else {
                examine(key, row);
            }
            edit.keep();
        } catch (StoredValueUnreadable | IndexOutOfBoundsException damaged) {
            // Not understood, so left for a person to look at.
            edit.takeBack();
        }
    }

    private void examine(DocumentKey key, DocumentRow row) {
        long expiry = row.expiry(sessions.documentsUntil(key.owner()));
        if (expiry <= now || !documents.hasBody(key)) {
            remove(key, row);
            count(0, 1);
        } else if (sweep.which() instanceof Inactive) {
            documents.writeRow(edit, key, row.withScore(expiry));
        } else if (!(sweep.which() instanceof All all)
                || row.updatedAt() < all.writtenBefore().toEpochMilli()) {
            remove(key, row);
            count(1, 0);
            if (sample.size() < SweepSessions.SAMPLE) {
                sample.add(key);
            }
        }
    }

    private void remove(DocumentKey key, DocumentRow row) {
        documents.remove(edit, key, row);
        if (key.owner() instanceof SessionKey session) {
            sessions.forgetWithoutDocuments(edit, session, now);
        }
    }

    private long score(byte[] entry) {
        return Keys.number(entry, Keys.of(namespace, Documents.typeOfIndexed(sweep.namespace(), entry)).length);
    }

    /** What is dead is counted where it was looked for. */
    private void count(long living, long dead) {
        removed = removed.plus(new Removed(0, 0, 0, living, sweep.which() instanceof Inactive ? dead : 0));
    }
}
