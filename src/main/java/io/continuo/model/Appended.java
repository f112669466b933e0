package io.continuo.model;

import java.util.List;

/**
 * The outcome of an append.
 *
 * @param session today's session; its state and history only where {@link AppendMessages.Answer} asked for them
 * @param messages one for each message of the request, in its order
 * @param version the version that the change gave; an earlier one than the session's when replayed
 * @param created whether the append created the session
 * @param changed whether anything was written: false when every message was a duplicate and nothing came beside them
 * @param replayed whether the outcome is that of an earlier request under the same idempotency key
 */
public record Appended(
        Session session, List<Message> messages, long version, boolean created, boolean changed, boolean replayed) {}
