package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * A page of the history; {@link ContinuoException.SessionNotFound} where there is no session. With neither
 * {@code before} nor {@code after} the last {@code limit} messages, in the asked order; with {@code before} the last ones
 * below that seq; with {@code after} the first ones above it; with both, the first ones above {@code after} that lie below
 * {@code before}.
 *
 * @param limit 1 to 500
 * @param newestFirst the order within the page
 * @param sliding where reading counts for the expiry: the rules by which it moves
 */
public record ReadMessages(
        SessionKey session,
        int limit,
        boolean newestFirst,
        @Nullable Long before,
        @Nullable Long after,
        @Nullable SessionPolicy sliding)
        implements Query<MessagePage> {

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
