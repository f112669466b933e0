package io.continuo.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.DeleteDocument;
import io.continuo.model.DocumentChange;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Once;
import io.continuo.model.PutDocument;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.store.codec.ValueCodec;

/** The changes of documents, each from its checks to its answer. */
final class DocumentSteps {

    private final Documents documents;
    private final Bodies bodies;
    private final Sessions sessions;
    private final Rings rings;
    private final UserKeys userKeys;

    DocumentSteps(Tables tables, ValueCodec codec) {
        bodies = new Bodies(tables, codec);
        documents = new Documents(tables);
        sessions = new Sessions(tables);
        rings = new Rings(tables);
        userKeys = new UserKeys(tables);
    }

    /** A change of the type {@code R} gives an {@code R}; the switch over its kinds cannot say so to the compiler. */
    Object apply(DocumentChange<?> change, Edit edit, long now) {
        Owner owner = owner(change.document().owner(), edit, now);
        if (change.document().owner() instanceof SessionKey session) {
            Steps.checkOwner(session.id(), change.precondition(), owner.session);
        }
        Once once = change.once();
        if (once != null) {
            Rings.Outcome first = owner.outcome(once.key());
            if (first != null) {
                return replay(change, once, first);
            }
        }
        if (change.document().owner() instanceof SessionKey session) {
            Steps.checkBase(session.id(), change.precondition(), owner.session, now);
        }
        DocumentRow row = documents.find(change.document());
        if (row != null && row.expiry(owner.until) <= now) {
            row = null;
        }
        return change instanceof PutDocument put ? put(put, owner, row) : delete((DeleteDocument) change, owner, row);
    }

    private static Object replay(DocumentChange<?> change, Once once, Rings.Outcome first) {
        if (!first.digest().equals(once.digest())) {
            throw new IdempotencyKeyReused();
        }
        if (change instanceof DeleteDocument) {
            return new DeleteDocument.Deleted(first.version(), true);
        }
        Rings.DocumentPlace place = first.document();
        // The key of a change of the session itself: there is nothing to say of a document but the version.
        long bytes = place == null ? 0 : place.bytes();
        long updatedAt = place == null ? first.recordedAt() : place.updatedAt();
        Long expiresAt = place == null ? null : place.expiresAt();
        return new PutDocument.Written(
                new DocumentEntry(
                        change.document().name(),
                        bytes,
                        first.version(),
                        Instant.ofEpochMilli(updatedAt),
                        expiresAt == null ? null : Instant.ofEpochMilli(expiresAt)),
                first.created(),
                true);
    }

    private PutDocument.Written put(PutDocument put, Owner owner, @Nullable DocumentRow before) {
        DocumentKey key = put.document();
        if (key.owner() instanceof SessionKey session && owner.session == null) {
            throw new SessionNotFound(session.id());
        }
        if (before == null
                ? put.precondition().wantsExisting()
                : !put.precondition().holdsFor(before.version())) {
            throw VersionConflict.ofDocument(before == null ? null : before.version());
        }
        if (before == null && owner.livingDocuments() >= put.maxDocuments()) {
            throw new LimitExceeded("documents", put.maxDocuments());
        }
        if (before == null && put.room().documents().full()) {
            throw put.room().noDocument();
        }
        if (put.room().bytes().full() && (before == null || put.body().length() > before.bytes())) {
            throw put.room().noBytes();
        }
        Duration ttl = put.ttl();
        Long expiresAt = ttl == null ? null : (Long) (owner.now + SessionRow.millis(ttl));
        DocumentRow row = new DocumentRow(
                before == null ? 1 : before.version() + 1,
                put.body().length(),
                owner.now,
                expiresAt,
                expiresAt == null ? owner.until : expiresAt);
        documents.writeRow(owner.edit, key, row);
        bodies.write(owner.edit, key, put.body());
        DocumentEntry entry = row.entry(key.name(), owner.until);
        Instant expiry = entry.expiresAt();
        owner.record(
                put.once(),
                row.version(),
                before == null,
                new Rings.DocumentPlace(row.bytes(), row.updatedAt(), expiry == null ? null : expiry.toEpochMilli()));
        return new PutDocument.Written(entry, before == null, false);
    }

    private DeleteDocument.Deleted delete(DeleteDocument delete, Owner owner, @Nullable DocumentRow row) {
        DocumentKey key = delete.document();
        // Whose session it was that is gone is not known for certain.
        boolean ofUnknown = key.owner() instanceof SessionKey && owner.session == null;
        if (row == null || (ofUnknown && delete.precondition().owner() != null)) {
            throw new DocumentNotFound(key.name());
        }
        if (!delete.precondition().holdsFor(row.version())) {
            throw VersionConflict.ofDocument(row.version());
        }
        documents.remove(owner.edit, key, row);
        if (key.owner() instanceof SessionKey session) {
            sessions.forgetWithoutDocuments(owner.edit, session, owner.now);
        }
        owner.record(delete.once(), row.version(), false, null);
        return new DeleteDocument.Deleted(row.version(), false);
    }

    Removed removeOfUser(RemoveUserDocuments remove, Edit real, long now) {
        Edit edit = remove.dryRun() ? Edit.dry() : real;
        long removed = 0;
        for (Documents.Listed document : documents.of(remove.user(), null)) {
            if (!remove.keep().contains(document.key().name().type())) {
                documents.remove(edit, document.key(), document.row());
                removed += document.row().expiry(DocumentRow.FOREVER) > now ? 1 : 0;
            }
        }
        userKeys.removeAll(edit, remove.user());
        return new Removed(0, 0, 0, removed, 0);
    }

    private Owner owner(DocumentOwner key, Edit edit, long now) {
        SessionRow session = key instanceof SessionKey of ? sessions.livingForChange(edit, of, now) : null;
        return new Owner(key, session, edit, now);
    }

    /** Who the document belongs to, as the step finds it. */
    private final class Owner {

        final DocumentOwner key;
        final @Nullable SessionRow session;
        final Edit edit;
        final long now;
        final long until;

        Owner(DocumentOwner key, @Nullable SessionRow session, Edit edit, long now) {
            this.key = key;
            this.session = session;
            this.edit = edit;
            this.now = now;
            until = sessions.documentsUntil(key);
        }

        Rings.@Nullable Outcome outcome(String onceKey) {
            if (key instanceof UserKey user) {
                return userKeys.outcome(user, onceKey, now);
            }
            return session == null ? null : rings.outcome(Keys.session((SessionKey) key), onceKey, now);
        }

        void record(@Nullable Once once, long version, boolean created, Rings.@Nullable DocumentPlace document) {
            if (once == null) {
                return;
            }
            Rings.Outcome outcome = new Rings.Outcome(once.digest(), now, version, created, List.of(), document);
            if (key instanceof UserKey user) {
                userKeys.record(edit, user, once.key(), outcome, now);
            } else if (session != null) {
                SessionKey of = (SessionKey) key;
                rings.record(edit, Keys.session(of), ++session.keyedWrites, once.key(), outcome);
                sessions.update(edit, of, session, session.lastInteraction, session.user);
            }
        }

        long livingDocuments() {
            return documents.of(key, null).stream()
                    .filter(document -> document.row().expiry(until) > now)
                    .count();
        }
    }
}
