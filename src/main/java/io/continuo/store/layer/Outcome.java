package io.continuo.store.layer;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Accepted;
import io.continuo.model.Appended;
import io.continuo.model.ContinuoException;
import io.continuo.model.DeleteDocument;
import io.continuo.model.PutDocument;
import io.continuo.model.SessionWritten;

/** How a change or a query ended, as a label of its meter. */
enum Outcome {
    OK,
    CREATED,
    /** Written down, to be made when the store is back. */
    ACCEPTED,
    REPLAYED,
    NOT_FOUND,
    EXISTS,
    VERSION_CONFLICT,
    MESSAGE_ID_CONFLICT,
    KEY_REUSED,
    LIMIT,
    UNAVAILABLE,
    UNKNOWN,
    UNREADABLE,
    KEY_MISSING,
    /** A failure that breaks the contract of a store. */
    ERROR;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }

    static Outcome of(@Nullable Object answer, @Nullable Throwable failure) {
        return failure == null ? ofAnswer(answer) : ofFailure(failure);
    }

    private static Outcome ofAnswer(@Nullable Object answer) {
        if (answer instanceof SessionWritten written) {
            return ofWrite(written.created(), written.replayed(), written.accepted());
        }
        if (answer instanceof Appended appended) {
            return ofWrite(appended.created(), appended.replayed(), appended.accepted());
        }
        if (answer instanceof PutDocument.Written written) {
            return ofWrite(written.created(), written.replayed(), null);
        }
        if (answer instanceof DeleteDocument.Deleted deleted) {
            return ofWrite(false, deleted.replayed(), null);
        }
        return OK;
    }

    /** A replay repeats the {@code created} of the first outcome, so it is asked for first. */
    private static Outcome ofWrite(boolean created, boolean replayed, @Nullable Accepted accepted) {
        if (accepted != null) {
            return ACCEPTED;
        }
        if (replayed) {
            return REPLAYED;
        }
        return created ? CREATED : OK;
    }

    private static Outcome ofFailure(Throwable failure) {
        if (failure instanceof ContinuoException.SessionNotFound
                || failure instanceof ContinuoException.DocumentNotFound) {
            return NOT_FOUND;
        }
        if (failure instanceof ContinuoException.SessionExists) {
            return EXISTS;
        }
        if (failure instanceof ContinuoException.VersionConflict) {
            return VERSION_CONFLICT;
        }
        if (failure instanceof ContinuoException.MessageIdConflict) {
            return MESSAGE_ID_CONFLICT;
        }
        if (failure instanceof ContinuoException.IdempotencyKeyReused) {
            return KEY_REUSED;
        }
        if (failure instanceof ContinuoException.LimitExceeded) {
            return LIMIT;
        }
        if (failure instanceof ContinuoException.StoreUnavailable) {
            return UNAVAILABLE;
        }
        if (failure instanceof ContinuoException.OutcomeUnknown) {
            return UNKNOWN;
        }
        if (failure instanceof ContinuoException.EncryptionKeyMissing) {
            return KEY_MISSING;
        }
        return failure instanceof ContinuoException.StoredValueUnreadable ? UNREADABLE : ERROR;
    }
}
