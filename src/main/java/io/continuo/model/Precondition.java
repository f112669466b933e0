package io.continuo.model;

import java.util.List;

/**
 * What must hold for a write to happen, decided inside the atomic step.
 *
 * @param ifMatch the versions of {@code If-Match}; empty where there is no such header. {@link #ANY_VERSION} stands for
 *     {@code *}, {@link #NO_VERSION} for a tag that no session can have.
 * @param ifAbsent {@code If-None-Match: *}: the session must not exist
 */
public record Precondition(List<Long> ifMatch, boolean ifAbsent) {

    public static final long ANY_VERSION = 0;
    public static final long NO_VERSION = -1;
    public static final Precondition NONE = new Precondition(List.of(), false);

    public static Precondition ifVersion(long version) {
        return new Precondition(List.of(version), false);
    }

    public boolean wantsExisting() {
        return !ifMatch.isEmpty();
    }

    /** Whether an existing session of this version satisfies it. */
    public boolean holdsFor(long version) {
        return !ifAbsent && (ifMatch.isEmpty() || ifMatch.contains(ANY_VERSION) || ifMatch.contains(version));
    }
}
