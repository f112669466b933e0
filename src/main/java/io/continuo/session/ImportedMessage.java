package io.continuo.session;

import org.jspecify.annotations.Nullable;

/**
 * A message of a history that is imported.
 *
 * @param draft null where the message was damaged
 */
public record ImportedMessage(long seq, @Nullable MessageDraft draft) {}
