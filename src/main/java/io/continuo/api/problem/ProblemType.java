package io.continuo.api.problem;

import java.util.Locale;

/**
 * Every problem a caller can meet: its name on the wire, its status and its title. Names are part of the contract: new
 * ones may be added, none changes.
 */
public enum ProblemType {
    SESSION_NOT_FOUND(404, "The session does not exist"),
    SESSION_EXISTS(409, "The session exists already"),
    DOCUMENT_NOT_FOUND(404, "The document does not exist"),
    DOCUMENT_TYPE_UNKNOWN(404, "The document type is not known"),
    NOT_FOUND(404, "There is nothing at this path"),
    INVALID_REQUEST(400, "The request is not valid"),
    MALFORMED_JSON(400, "The body is not valid JSON"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in an accepted media type"),
    REQUEST_TIMEOUT(408, "The body did not arrive in time"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
    VERSION_CONFLICT(412, "The version is not the expected one"),
    MESSAGE_ID_CONFLICT(409, "The message id belongs to another message"),
    CONFIRMATION_REQUIRED(409, "A confirmation is required"),
    CONFIRMATION_INVALID(409, "The confirmation is not valid"),
    ANONYMIZE_KEY_MISSING(409, "There is no key for pseudonyms"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    LIMIT_EXCEEDED(422, "A limit would be exceeded"),
    UNAUTHENTICATED(401, "The caller is not known"),
    FORBIDDEN(403, "The caller may not do this"),
    RATE_LIMITED(429, "Too many requests"),
    STORE_UNAVAILABLE(503, "The store is not available"),
    OUTCOME_UNKNOWN(503, "It is not known whether the change happened"),
    STORED_VALUE_UNREADABLE(500, "A stored value cannot be read"),
    ENCRYPTION_KEY_MISSING(500, "An encryption key is missing"),
    INTERNAL_ERROR(500, "The service failed");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The name without what all have in common. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problem's URI. */
    public String urn() {
        return "urn:continuo:problem:" + wireName();
    }
}
