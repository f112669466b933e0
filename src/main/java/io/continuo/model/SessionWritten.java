package io.continuo.model;

/**
 * The outcome of a change of a session.
 *
 * @param session today's session; with its state
 * @param version the version that the change gave; an earlier one than the session's when replayed
 * @param created whether the change created the session
 * @param replayed whether the outcome is that of an earlier request under the same idempotency key
 */
public record SessionWritten(Session session, long version, boolean created, boolean replayed) {}
