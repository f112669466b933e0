package io.continuo.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Writes a session as it was captured: with its version, times and seqs, in its indexes, whole or not at all. Limits are not
 * checked. A living session that is there stays, unless it is to be replaced: then it goes with its documents. Idempotency keys
 * are not restored.
 *
 * @param messages the whole history from {@code image.firstSeq()}, in the stored form, {@link JsonText#NULL} in the place of a
 *     damaged one; empty where it was staged
 * @param seen the newest message ids, oldest first, at most {@link Once#KEPT_MESSAGE_IDS}
 * @param staging under what the whole history was staged; null where it was not
 * @param replace whether a session that is there and different is replaced
 */
public record RestoreSession(
        SessionKey session,
        SessionImage image,
        List<JsonText> messages,
        List<Seen> seen,
        @Nullable String staging,
        boolean replace)
        implements Change<Restored> {

    /**
     * A message id that is to be remembered.
     *
     * @param digest see {@link NewMessage}
     */
    public record Seen(String messageId, long seq, Instant timestamp, String digest) {}

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
