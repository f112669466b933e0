package io.continuo.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The rules of a namespace that a step needs.
 *
 * @param ttl how long after its last interaction a session without a ttl of its own expires
 * @param maxAge no session lives longer than this after its creation; null for no such bound
 * @param historyLimit how many messages are kept
 * @param maxStateBytes the sum of the names' and values' bytes of the state after the step
 * @param maxStateMembers how many top-level members the state has after the step
 * @param maxMetadataBytes the bytes of the metadata after the step
 */
public record SessionPolicy(
        Duration ttl,
        @Nullable Duration maxAge,
        int historyLimit,
        int maxStateBytes,
        int maxStateMembers,
        int maxMetadataBytes) {}
