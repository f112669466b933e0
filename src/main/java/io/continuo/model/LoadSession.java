package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * The session with its state; {@link ContinuoException.SessionNotFound} where there is none.
 *
 * @param history how many of the last messages; null for none
 * @param sliding where reading counts for the expiry: the rules by which it moves. The version stays.
 */
public record LoadSession(
        SessionKey session,
        @Nullable Integer history,
        @Nullable SessionPolicy sliding) implements Query<Session> {

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
