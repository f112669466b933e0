package io.continuo.ops.invalidation;

import java.time.Instant;

/** A token that confirms one request until it expires, any number of times. */
public record Confirmation(String token, Instant expiresAt) {

    /** A token is a secret of its holder. */
    @Override
    public String toString() {
        return "Confirmation[expiresAt=" + expiresAt + "]";
    }
}
