package io.continuo.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Why a change or a query did not succeed. The message is written for the caller of the service: it names what is wrong
 * and never holds content, keys or a library's words. Failures of the normal course carry no stack trace.
 */
public abstract sealed class ContinuoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ContinuoException(String message, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
    }

    /** There is no such session, or it has expired. */
    public static final class SessionNotFound extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public SessionNotFound(SessionId id) {
            super("There is no session " + id + ".", null);
        }
    }

    /** There is no such document, or it has expired. */
    public static final class DocumentNotFound extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public DocumentNotFound(DocumentName name) {
            super("There is no document " + name.type() + "/" + name.key() + " here.", null);
        }
    }

    /** The namespace takes documents of the configured types only, and this is none of them. */
    public static final class DocumentTypeUnknown extends ContinuoException {

        private static final long serialVersionUID = 1L;

        public DocumentTypeUnknown(String type) {
            super("There is no document type " + type + " in this namespace.", null);
        }
    }

    /** The session that was to be created is there already. */
    public static final class SessionExists extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final long currentVersion;

        public SessionExists(SessionId id, long currentVersion) {
            super("There is already a session " + id + ".", null);
            this.currentVersion = currentVersion;
        }

        public long currentVersion() {
            return currentVersion;
        }
    }

    /** A precondition did not hold; nothing was changed. */
    public static final class VersionConflict extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final @Nullable Long currentVersion;

        /** With the session's version, null where it does not exist. */
        public VersionConflict(@Nullable Long currentVersion) {
            this("session", currentVersion);
        }

        private VersionConflict(String what, @Nullable Long currentVersion) {
            super(
                    currentVersion == null
                            ? "The " + what + " does not exist, so If-Match cannot hold."
                            : "The " + what + " has version " + currentVersion + "; the precondition does not hold.",
                    null);
            this.currentVersion = currentVersion;
        }

        /** With the document's version, null where it does not exist. */
        public static VersionConflict ofDocument(@Nullable Long currentVersion) {
            return new VersionConflict("document", currentVersion);
        }

        public @Nullable Long currentVersion() {
            return currentVersion;
        }
    }

    /** A message id was used before with other content; nothing was changed. */
    public static final class MessageIdConflict extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final int index;

        /** With the place of the offending message in the request, from 0. */
        public MessageIdConflict(int index) {
            super("The message_id of message " + index + " of the request belongs to another message.", null);
            this.index = index;
        }

        public int index() {
            return index;
        }
    }

    /** The idempotency key was used for another request; nothing was changed. */
    public static final class IdempotencyKeyReused extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public IdempotencyKeyReused() {
            super("This Idempotency-Key was used for another request.", null);
        }
    }

    /** Something would be larger than allowed; nothing was changed. */
    public static final class LimitExceeded extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final String limit;
        private final long allowed;

        /**
         * Names the limit.
         *
         * @param limit the limit's name, such as {@code state_bytes}
         * @param allowed the largest allowed value
         */
        public LimitExceeded(String limit, long allowed) {
            super("The limit " + limit + " of " + allowed + " would be exceeded.", null);
            this.limit = limit;
            this.allowed = allowed;
        }

        public String limit() {
            return limit;
        }

        public long allowed() {
            return allowed;
        }
    }

    /** The store cannot be asked now; nothing was changed. */
    public static final class StoreUnavailable extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;
        private final boolean away;

        /** The store is there, and refuses or has too much to do. */
        public StoreUnavailable(String message, Duration retryAfter, @Nullable Throwable cause) {
            this(message, retryAfter, cause, false);
        }

        private StoreUnavailable(String message, Duration retryAfter, @Nullable Throwable cause, boolean away) {
            super(message, cause);
            this.retryAfter = retryAfter;
            this.away = away;
        }

        /** The store is not there. */
        public static StoreUnavailable away(String message, Duration retryAfter) {
            return new StoreUnavailable(message, retryAfter, null, true);
        }

        /** Whether the store is not there at all, so that the change may be kept until it is. */
        public boolean away() {
            return away;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** A change was sent and its answer was lost: it may have happened. */
    public static final class OutcomeUnknown extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public OutcomeUnknown(Duration retryAfter, @Nullable Throwable cause) {
            super(
                    "The answer of the store was lost, so the change may have happened. With an Idempotency-Key or a"
                            + " message_id it is safe to send it again.",
                    cause);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** What is stored cannot be understood, or was not written by this service; nothing was changed. */
    public static final class StoredValueUnreadable extends ContinuoException {
        private static final long serialVersionUID = 1L;

        /** With the physical key, or the field, that is damaged. */
        public StoredValueUnreadable(String where) {
            super("The stored value " + where + " cannot be read; it was left as it is.", null);
        }
    }

    /**
     * What is stored is sealed under an encryption key that this replica does not have. Nothing was lost: with the key it can
     * be read. A change that would have answered with such a value may have happened.
     */
    public static final class EncryptionKeyMissing extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final String keyId;

        /** With the key's id, which is no secret. */
        public EncryptionKeyMissing(String keyId) {
            super(
                    "A stored value is sealed under the encryption key " + keyId
                            + ", which this service does not have.",
                    null);
            this.keyId = keyId;
        }

        public String keyId() {
            return keyId;
        }
    }

    /** What was asked removes much, and nothing confirms that it is meant. */
    public static final class ConfirmationRequired extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public ConfirmationRequired() {
            super(
                    "This removes for good and needs a confirmation: send it as a dry run first, and again with the"
                            + " confirmation_token of its answer.",
                    null);
        }
    }

    /** The confirmation is not one of this request, or no longer. */
    public static final class ConfirmationInvalid extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public ConfirmationInvalid(String why) {
            super(why, null);
        }
    }

    /** Pseudonyms cannot be made: the service has no key for them. */
    public static final class AnonymizeKeyMissing extends ContinuoException {
        private static final long serialVersionUID = 1L;

        public AnonymizeKeyMissing() {
            super(
                    "Pseudonyms need a key: set CONTINUO_ANONYMIZE_KEY to the output of openssl rand -hex 32, the same at"
                            + " all replicas.",
                    null);
        }
    }

    /** It is not known who asks, or what was sent to show it is not good. */
    public static final class Unauthenticated extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final Refusal reason;

        public Unauthenticated(Refusal reason, String why) {
            super(why, null);
            this.reason = reason;
        }

        public Refusal reason() {
            return reason;
        }
    }

    /** Who asks may not do this. */
    public static final class Forbidden extends ContinuoException {
        private static final long serialVersionUID = 1L;
        private final Refusal reason;

        public Forbidden(Refusal reason, String why) {
            super(why, null);
            this.reason = reason;
        }

        public Refusal reason() {
            return reason;
        }
    }
}
