package io.continuo.session;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Role;

/**
 * A message as its caller gives it.
 *
 * @param body an object with every member but {@code role} and {@code timestamp}
 * @param timestamp null for the time of the call
 */
public record MessageDraft(
        Role role,
        JsonText body,
        @Nullable Instant timestamp,
        @Nullable String messageId) {}
