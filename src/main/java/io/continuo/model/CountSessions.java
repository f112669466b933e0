package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How many sessions the index of the namespace holds; ones that have just expired may still be counted.
 *
 * @param activeSince only sessions whose last interaction is not before this; null for all
 */
public record CountSessions(Namespace namespace, @Nullable Instant activeSince) implements Query<Long> {}
