package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * A session as it is to be kept elsewhere, with the first of its messages, as one snapshot; counts as no interaction.
 * {@link ContinuoException.SessionNotFound} where there is none.
 *
 * @param after only messages above this seq, and no state; null for the first ones that are kept, and the state
 * @param limit how many messages, 1 to 1,000
 */
public record CaptureSession(SessionKey session, @Nullable Long after, int limit)
        implements Query<CaptureSession.Captured> {

    /**
     * What was there.
     *
     * @param from the seq of the first of the messages
     * @param messages as they are stored, in the order of their seqs; {@link JsonText#NULL} in the place of a damaged one
     * @param unreadableState names of state members whose stored value is damaged; they are left out
     */
    public record Captured(SessionImage image, long from, List<JsonText> messages, List<String> unreadableState) {

        /** The seq that follows the last of the messages. */
        public long next() {
            return from + messages.size();
        }
    }

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
