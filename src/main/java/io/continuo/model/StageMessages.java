package io.continuo.model;

import java.time.Duration;
import java.util.List;

import io.continuo.json.JsonText;

/**
 * Puts messages by for a {@link RestoreSession} to come: a history that is too long for one step. Nobody sees them before
 * that; they go after {@link #KEPT} without another step, the embedded store's when something else is staged. False, and
 * nothing changed, where not just {@code at} messages are staged.
 *
 * @param staging a word of the caller's own of letters, digits and hyphens, another one for each attempt
 * @param at how many have been staged before; 0 begins anew
 * @param seq of the first of these messages
 * @param messages in the stored form, {@link JsonText#NULL} in the place of a damaged one
 */
public record StageMessages(SessionKey session, String staging, long at, long seq, List<JsonText> messages)
        implements Change<Boolean> {

    public static final Duration KEPT = Duration.ofHours(1);

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
