package io.continuo.session;

import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DocumentKey;
import io.continuo.model.RestoreDocument;
import io.continuo.model.Restored;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;

/**
 * One import, from its first line to its last: each call is to be waited for before the next. What is wrong with a line goes into
 * the report; a store that is away fails the call. A session is written when its last message has come; one that never becomes
 * whole is not written at all.
 */
public final class ImportRun {

    private final Steps steps;
    private final Namespaces namespaces;
    private final OnConflict onConflict;
    private final ImportReport report = new ImportReport();
    private @Nullable SessionImport open;
    private long openedAt;
    private boolean skipping;

    ImportRun(Steps steps, Namespaces namespaces, OnConflict onConflict) {
        this.steps = steps;
        this.namespaces = namespaces;
        this.onConflict = onConflict;
    }

    public ImportReport report() {
        return report;
    }

    /** A session with the beginning of its history; one that was open and begins once more is this one. */
    public Uni<Void> session(long line, SessionKey key, SessionImage image, List<ImportedMessage> messages) {
        if (open != null && open.session().equals(key)) {
            open = null;
        }
        close();
        SessionImport begun = new SessionImport(steps, key, image, onConflict == OnConflict.REPLACE);
        open = begun;
        openedAt = line;
        return add(line, begun, messages);
    }

    /** More of the history of the session before. */
    public Uni<Void> messages(long line, SessionKey key, List<ImportedMessage> messages) {
        SessionImport begun = open;
        if (begun == null || !begun.session().equals(key)) {
            if (!skipping) {
                failed(
                        line,
                        new ImportRefused(
                                "These are messages of session " + key.id() + ", which no line before them begins."));
            }
            return Uni.createFrom().voidItem();
        }
        return add(line, begun, messages);
    }

    /** A document; see {@link RestoreDocument}. */
    public Uni<Void> document(
            long line,
            DocumentKey key,
            JsonText body,
            long version,
            Instant updatedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant sessionCreatedAt,
            @Nullable UserId user) {
        close();
        RestoreDocument restore = new RestoreDocument(
                key, body, version, updatedAt, expiresAt, sessionCreatedAt, user, onConflict == OnConflict.REPLACE);
        return noted(line, Uni.createFrom().deferred(() -> {
            namespaces
                    .documents(key.owner().namespace())
                    .requireKnown(key.name().type());
            return steps.apply(restore).invoke(outcome -> document(line, key, outcome));
        }));
    }

    /** A line that brings nothing. */
    public void nothing() {
        close();
    }

    /** A line that cannot be understood; what follows it of the same session is not looked at. */
    public void failed(long line, RuntimeException cause) {
        open = null;
        skipping = true;
        report.failed(line, cause);
    }

    /** The end of what came. */
    public void end() {
        close();
    }

    private Uni<Void> add(long line, SessionImport to, List<ImportedMessage> messages) {
        return noted(
                line,
                Uni.createFrom()
                        .deferred(() -> to.add(messages))
                        .chain(() ->
                                to.isWhole() ? written(to) : Uni.createFrom().voidItem()));
    }

    private Uni<Void> written(SessionImport whole) {
        long line = openedAt;
        open = null;
        return whole.finish().invoke(outcome -> session(line, whole, outcome)).replaceWithVoid();
    }

    private void session(long line, SessionImport whole, Restored outcome) {
        if (outcome == Restored.LOST) {
            throw new ImportRefused("What was brought of session "
                    + whole.session().id() + " is not there any more; send it once more.");
        } else if (outcome == Restored.DIFFERENT && onConflict == OnConflict.FAIL) {
            failed(
                    line,
                    new ImportRefused(
                            "There is a different session " + whole.session().id() + " here."));
        } else {
            report.session(outcome, whole.messages());
        }
    }

    private void document(long line, DocumentKey key, Restored outcome) {
        if (outcome == Restored.DIFFERENT && onConflict == OnConflict.FAIL) {
            failed(
                    line,
                    new ImportRefused("There is a different document "
                            + key.name().type() + "/" + key.name().key() + " here."));
        } else {
            report.document(outcome);
        }
    }

    /** With what is wrong in the report. */
    private Uni<Void> noted(long line, Uni<?> work) {
        return work.replaceWithVoid().onFailure(ImportRun::concernsTheLine).recoverWithUni(failure -> {
            failed(line, (RuntimeException) failure);
            return Uni.createFrom().voidItem();
        });
    }

    private static boolean concernsTheLine(Throwable failure) {
        return failure instanceof ImportRefused
                || (failure instanceof ContinuoException
                        && !(failure instanceof StoreUnavailable)
                        && !(failure instanceof OutcomeUnknown));
    }

    private void close() {
        SessionImport unfinished = open;
        skipping = false;
        if (unfinished != null) {
            open = null;
            report.failed(
                    openedAt,
                    new ImportRefused("Session " + unfinished.session().id()
                            + " is not whole: not all of its messages came. It was not written."));
        }
    }
}
