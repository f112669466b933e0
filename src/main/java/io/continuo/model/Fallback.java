package io.continuo.model;

import java.time.Instant;

/**
 * Marks an answer that does not come from the store, because that was away or has not yet taken in what was accepted
 * meanwhile.
 *
 * @param asOf when the store last confirmed what the answer builds on
 * @param durable whether what is accepted now outlives this process
 */
public record Fallback(Instant asOf, boolean durable) {}
