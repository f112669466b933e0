package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What must hold for a write to happen, decided inside the atomic step.
 *
 * @param ifMatch the versions of {@code If-Match}; empty where there is no such header. {@link #ANY_VERSION} stands for
 *     {@code *}, {@link #NO_VERSION} for a tag that no session can have.
 * @param ifAbsent {@code If-None-Match: *}: the session must not exist
 * @param late for a change that was accepted earlier; then there is no other condition but the owner
 * @param owner the one user whose sessions the caller may touch: one that is there and is not this user's is not found, and
 *     that is decided before all else, an idempotency key included. A document that outlived its session is not found either.
 *     Null for every session. Of no meaning for the documents of a user.
 */
public record Precondition(
        List<Long> ifMatch,
        boolean ifAbsent,
        @Nullable Late late,
        @Nullable UserId owner) {

    public static final long ANY_VERSION = 0;
    public static final long NO_VERSION = -1;
    public static final Precondition NONE = new Precondition(List.of(), false);

    public Precondition(List<Long> ifMatch, boolean ifAbsent) {
        this(ifMatch, ifAbsent, null);
    }

    public Precondition(List<Long> ifMatch, boolean ifAbsent, @Nullable Late late) {
        this(ifMatch, ifAbsent, late, null);
    }

    public static Precondition late(Late late) {
        return new Precondition(List.of(), false, late);
    }

    public static Precondition ifVersion(long version) {
        return new Precondition(List.of(version), false);
    }

    /** The same for the sessions of one user only, where there is one. */
    public Precondition ownedBy(@Nullable UserId user) {
        return user == null ? this : new Precondition(ifMatch, ifAbsent, late, user);
    }

    /** Whether the caller may touch a session of this user. */
    public boolean admits(@Nullable UserId user) {
        return owner == null || owner.equals(user);
    }

    public boolean wantsExisting() {
        return !ifMatch.isEmpty();
    }

    /** Whether an existing session of this version satisfies it. */
    public boolean holdsFor(long version) {
        return !ifAbsent && (ifMatch.isEmpty() || ifMatch.contains(ANY_VERSION) || ifMatch.contains(version));
    }
}
