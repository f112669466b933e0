package io.continuo.model;

import java.time.Duration;

/**
 * Takes a duty that one replica at a time shall do. True if it is the holder's now, also when it was already; a duty not
 * claimed again within {@code hold} is free.
 *
 * @param duty a short name, such as {@code cleanup}
 * @param holder who asks, unique to the replica
 */
public record ClaimDuty(Namespace namespace, String duty, String holder, Duration hold) implements Change<Boolean> {}
