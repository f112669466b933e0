package io.continuo.api.problem;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonWriter;
import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.AnonymizeKeyMissing;
import io.continuo.model.ContinuoException.ConfirmationInvalid;
import io.continuo.model.ContinuoException.ConfirmationRequired;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.DocumentTypeUnknown;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.ContinuoException.VersionConflict;

/**
 * One failure as the caller sees it.
 *
 * @param detail written for the caller: what is wrong and what to do
 * @param retryAfter for {@code Retry-After}, null where trying again does not help
 */
public record Problem(
        ProblemType type,
        String detail,
        @Nullable Long currentVersion,
        @Nullable String limit,
        @Nullable Long allowed,
        List<FieldError> errors,
        @Nullable Duration retryAfter) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null, null, null, List.of(), null);
    }

    /** The one table from failure to problem. */
    public static Problem of(ContinuoException failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof SessionNotFound) {
            return of(ProblemType.SESSION_NOT_FOUND, detail);
        } else if (failure instanceof SessionExists exists) {
            return of(ProblemType.SESSION_EXISTS, detail).withVersion(exists.currentVersion());
        } else if (failure instanceof VersionConflict conflict) {
            return of(ProblemType.VERSION_CONFLICT, detail).withVersion(conflict.currentVersion());
        } else if (failure instanceof MessageIdConflict) {
            return of(ProblemType.MESSAGE_ID_CONFLICT, detail);
        } else if (failure instanceof IdempotencyKeyReused) {
            return of(ProblemType.IDEMPOTENCY_KEY_REUSED, detail);
        } else if (failure instanceof LimitExceeded exceeded) {
            return of(ProblemType.LIMIT_EXCEEDED, detail).withLimit(exceeded.limit(), exceeded.allowed());
        } else if (failure instanceof StoreUnavailable away) {
            return of(ProblemType.STORE_UNAVAILABLE, detail).withRetryAfter(away.retryAfter());
        } else if (failure instanceof OutcomeUnknown unknown) {
            return of(ProblemType.OUTCOME_UNKNOWN, detail).withRetryAfter(unknown.retryAfter());
        } else if (failure instanceof DocumentNotFound) {
            return of(ProblemType.DOCUMENT_NOT_FOUND, detail);
        } else if (failure instanceof DocumentTypeUnknown) {
            return of(ProblemType.DOCUMENT_TYPE_UNKNOWN, detail);
        } else if (failure instanceof StoredValueUnreadable) {
            return of(ProblemType.STORED_VALUE_UNREADABLE, detail);
        } else if (failure instanceof EncryptionKeyMissing) {
            return of(ProblemType.ENCRYPTION_KEY_MISSING, detail);
        } else if (failure instanceof ConfirmationRequired) {
            return of(ProblemType.CONFIRMATION_REQUIRED, detail);
        } else if (failure instanceof ConfirmationInvalid) {
            return of(ProblemType.CONFIRMATION_INVALID, detail);
        } else if (failure instanceof AnonymizeKeyMissing) {
            return of(ProblemType.ANONYMIZE_KEY_MISSING, detail);
        } else if (failure instanceof Unauthenticated) {
            return of(ProblemType.UNAUTHENTICATED, detail);
        } else if (failure instanceof Forbidden) {
            return of(ProblemType.FORBIDDEN, detail);
        }
        throw new IllegalStateException("no problem for " + failure.getClass().getSimpleName());
    }

    public Problem withVersion(@Nullable Long version) {
        return new Problem(type, detail, version, limit, allowed, errors, retryAfter);
    }

    public Problem withLimit(String name, long most) {
        return new Problem(type, detail, currentVersion, name, most, errors, retryAfter);
    }

    public Problem withErrors(List<FieldError> fields) {
        return new Problem(type, detail, currentVersion, limit, allowed, fields, retryAfter);
    }

    public Problem withRetryAfter(Duration wait) {
        return new Problem(type, detail, currentVersion, limit, allowed, errors, wait);
    }

    /** The problem as its answer's body; see {@link #write}. */
    public byte[] toJson(String instance, String requestId) {
        JsonWriter out = new JsonWriter(256);
        write(out, instance, requestId);
        return out.toBytes();
    }

    /**
     * Writes the problem as a value.
     *
     * @param instance the request's path
     * @param requestId the answer's {@code X-Request-Id}
     */
    public void write(JsonWriter out, String instance, String requestId) {
        out.beginObject()
                .member("type", type.urn())
                .member("title", type.title())
                .member("status", type.status())
                .member("detail", detail)
                .member("instance", instance)
                .member("request_id", requestId);
        if (currentVersion != null) {
            out.member("current_version", currentVersion);
        }
        if (limit != null) {
            out.member("limit", limit);
        }
        if (allowed != null) {
            out.member("allowed", allowed);
        }
        if (!errors.isEmpty()) {
            out.name("errors").beginArray();
            for (FieldError error : errors) {
                out.beginObject()
                        .member("pointer", error.pointer())
                        .member("detail", error.detail())
                        .endObject();
            }
            out.endArray();
        }
        out.endObject();
    }

    /** Whole seconds, at least one. */
    public @Nullable String retryAfterSeconds() {
        return retryAfter == null
                ? null
                : Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
    }
}
