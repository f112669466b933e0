package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a document beside its body.
 *
 * @param bytes of its compact JSON text
 * @param version 1 at creation, one more with each write; a document that was deleted or has expired begins anew
 * @param updatedAt when it was last written
 * @param expiresAt its own, or that of the session which it follows as it is now; null where it never expires
 */
public record DocumentEntry(
        DocumentName name,
        long bytes,
        long version,
        Instant updatedAt,
        @Nullable Instant expiresAt) {}
