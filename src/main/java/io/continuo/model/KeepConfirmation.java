package io.continuo.model;

import java.time.Duration;

/**
 * Keeps what a confirmation token was given for. The token itself is not kept.
 *
 * @param tokenHash of the token
 * @param request a digest of the request that it confirms
 * @param kept for how long
 */
public record KeepConfirmation(Namespace namespace, String tokenHash, String request, Duration kept)
        implements Change<Boolean> {}
