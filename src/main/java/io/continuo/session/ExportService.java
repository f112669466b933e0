package io.continuo.session;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.FindOwner;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;
import io.continuo.model.Namespace;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/**
 * Everything of a namespace, a user or a session, in parts that are read as they are asked for: what is in memory at a time is a
 * page of ids and about a megabyte of a history.
 */
@Singleton
public class ExportService {

    private static final int IDS = 50;

    private final Steps steps;

    ExportService(Steps steps) {
        this.steps = steps;
    }

    /**
     * The parts from a place on. A session that is there all the while comes once, and again where it is touched after it came;
     * one that is created meanwhile may be missed. A session that was named and has neither itself nor documents is a
     * {@link SessionNotFound}. Fails with the store.
     */
    public Multi<ExportPart> export(ExportScope scope, ExportScope.Place from) {
        if (scope instanceof ExportScope.OfSession of) {
            return existing(of.session());
        } else if (scope instanceof ExportScope.OfUser of) {
            UserKey user = of.user();
            Multi<ExportPart> sessions = sessions(
                    user.namespace(), user.id(), from.from(), id -> ofUser(user, new SessionKey(user.namespace(), id)));
            Multi<ExportPart> documents = documents(user, () -> null, null);
            return from.documents() ? documents : after(sessions, documents);
        }
        Namespace namespace = scope.namespace();
        Multi<ExportPart> sessions =
                sessions(namespace, null, from.from(), id -> session(new SessionKey(namespace, id)));
        return from.documents() ? documents(namespace, from.from()) : after(sessions, documents(namespace, null));
    }

    private static Multi<ExportPart> after(Multi<ExportPart> sessions, Multi<ExportPart> documents) {
        return Multi.createBy().concatenating().streams(sessions, documents);
    }

    private Multi<ExportPart> existing(SessionKey key) {
        return session(key).onCompletion().ifEmpty().failWith(() -> new SessionNotFound(key.id()));
    }

    private Multi<ExportPart> sessions(
            Namespace namespace,
            @Nullable UserId user,
            @Nullable String from,
            Function<SessionId, Multi<ExportPart>> each) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(from),
                        place -> steps.read(new ScanSessions(namespace, user, place.get(), IDS))
                                .invoke(part -> place.set(part.next())))
                .whilst(part -> part.next() != null)
                .onItem()
                .transformToMultiAndConcatenate(part -> after(
                        Multi.createFrom().iterable(part.sessions()).onItem().transformToMultiAndConcatenate(each),
                        checkpoint(part.next() == null, part.next())));
    }

    private static Multi<ExportPart> checkpoint(boolean documents, @Nullable String from) {
        return Multi.createFrom().item(new ExportPart.Checkpoint(new ExportScope.Place(documents, from)));
    }

    /** The session, or what it left behind; nothing where there is nothing. */
    private Multi<ExportPart> session(SessionKey key) {
        return Multi.createFrom().deferred(() -> {
            HistoryWalk walk = new HistoryWalk(steps, key);
            Multi<ExportPart> history = Multi.createBy()
                    .repeating()
                    .uni(walk::next)
                    .whilst(parts -> !walk.isDone())
                    .onItem()
                    .<ExportPart>disjoint();
            return after(history, documents(key, walk::createdAt, null))
                    .onFailure(SessionNotFound.class)
                    .recoverWithMulti(() -> leftBehind(key))
                    .onFailure(ExportService::isUnreadable)
                    .recoverWithItem(failure -> unreadable(key, failure));
        });
    }

    /** The session if it is the user's still. */
    private Multi<ExportPart> ofUser(UserKey user, SessionKey key) {
        return steps.read(new FindOwner(key))
                .onItem()
                .transformToMulti(owner -> owner.isPresent() && owner.get().equals(user.id())
                        ? session(key)
                        : Multi.createFrom().empty());
    }

    /** Documents that outlived their session. */
    private Multi<ExportPart> leftBehind(SessionKey key) {
        return steps.read(new FindOwner(key))
                .onItem()
                .transformToMulti(owner -> documents(key, () -> null, owner.orElse(null)));
    }

    private interface CreatedAt {
        @Nullable
        Instant get();
    }

    private Multi<ExportPart> documents(DocumentOwner owner, CreatedAt sessionCreatedAt, @Nullable UserId user) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<@Nullable DocumentName>(),
                        after -> steps.read(new ListDocuments(owner, null, after.get(), IDS))
                                .invoke(page -> after.set(page.next())))
                .whilst(page -> page.next() != null)
                .onItem()
                .transformToIterable(DocumentPage::documents)
                .onItem()
                .transformToUniAndConcatenate(
                        entry -> document(new DocumentKey(owner, entry.name()), sessionCreatedAt.get(), user));
    }

    /** Documents of users, and those that outlived their sessions. */
    private Multi<ExportPart> documents(Namespace namespace, @Nullable String from) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(from),
                        place -> steps.read(new ScanDocuments(namespace, place.get(), IDS))
                                .invoke(part -> place.set(part.next())))
                .whilst(part -> part.next() != null)
                .onItem()
                .transformToMultiAndConcatenate(part -> after(
                        Multi.createFrom()
                                .iterable(part.documents())
                                .onItem()
                                .transformToUniAndConcatenate(this::withoutSession),
                        part.next() == null ? Multi.createFrom().empty() : checkpoint(true, part.next())));
    }

    private Uni<@Nullable ExportPart> withoutSession(DocumentKey key) {
        return key.owner() instanceof SessionKey session
                ? steps.read(new SessionExists(session))
                        .chain(lives -> lives
                                ? Uni.createFrom().nullItem()
                                : steps.read(new FindOwner(session))
                                        .chain(owner -> document(key, null, owner.orElse(null))))
                : document(key, null, null);
    }

    /** Null where it has gone meanwhile. */
    private Uni<@Nullable ExportPart> document(
            DocumentKey key, @Nullable Instant sessionCreatedAt, @Nullable UserId user) {
        return steps.read(new LoadDocument(key))
                .<@Nullable ExportPart>map(document -> new ExportPart.OfDocument(key, document, sessionCreatedAt, user))
                .onFailure(DocumentNotFound.class)
                .recoverWithNull()
                .onFailure(ExportService::isUnreadable)
                .recoverWithItem(failure -> unreadable(key.owner(), failure));
    }

    private static boolean isUnreadable(Throwable failure) {
        return failure instanceof StoredValueUnreadable || failure instanceof EncryptionKeyMissing;
    }

    private static ExportPart unreadable(DocumentOwner owner, Throwable failure) {
        return new ExportPart.Unreadable(owner, (io.continuo.model.ContinuoException) failure);
    }
}
