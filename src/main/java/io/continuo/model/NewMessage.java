package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * A message to be appended; the store gives it its {@code seq}.
 *
 * @param body an object: every member of the message in the caller's own JSON, but {@code role} and {@code timestamp}
 * @param timestamp when it was said, in milliseconds
 * @param messageId the caller's own id of it, remembered for the newest 1,000 of a session
 * @param digest of the role and the body: the same id with another digest is a conflict. The timestamp has no part in
 *     it, so that a redelivery that was stamped anew is still the same message.
 */
public record NewMessage(
        Role role,
        JsonText body,
        Instant timestamp,
        @Nullable String messageId,
        String digest) {}
