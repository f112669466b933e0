package io.continuo.access;

import org.jspecify.annotations.Nullable;

import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.Namespace;
import io.continuo.model.Refusal;
import io.continuo.model.Update;
import io.continuo.model.UserId;

/**
 * Who asks.
 *
 * @param name of the key, or the subject of the token; no secret
 * @param namespace the only one that the caller may enter, null for every one
 * @param user the only one whose sessions and documents the caller may touch, null for everyone's
 */
public record Caller(
        String name,
        @Nullable Namespace namespace,
        AccessRole role,
        @Nullable UserId user) {

    /** Whoever asks where nobody has to be known. */
    static final Caller ANYONE = new Caller("anyone", null, AccessRole.ADMIN, null);

    /** Whether it is known who it is. A key or a subject may have the name of whoever asks. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isKnown() {
        return this != ANYONE;
    }

    /**
     * The namespace that a request is about.
     *
     * @param asked what the request names, null where it names none
     * @throws Forbidden where it is not the caller's
     */
    public Namespace enter(@Nullable Namespace asked) {
        if (namespace == null) {
            return asked == null ? Namespace.DEFAULT : asked;
        }
        if (asked != null && !asked.equals(namespace)) {
            throw new Forbidden(
                    Refusal.NAMESPACE, "The caller " + name + " may enter the namespace " + namespace + " only.");
        }
        return namespace;
    }

    /**
     * Refuses what needs another role.
     *
     * @throws Forbidden where the caller's role does not include it
     */
    public void require(AccessRole needed) {
        if (!role.includes(needed)) {
            throw new Forbidden(
                    Refusal.ROLE,
                    "This needs the role " + needed.wireName() + "; the caller " + name + " has the role "
                            + role.wireName() + ".");
        }
        if (user != null && !AccessRole.CLIENT.includes(needed)) {
            throw new Forbidden(Refusal.USER, "This is about more than the sessions of the user " + user + ".");
        }
    }

    /**
     * The user whom a request is about.
     *
     * @param asked whom it names, null where it names nobody
     * @throws Forbidden where that is not the caller's
     */
    public @Nullable UserId speakFor(@Nullable UserId asked) {
        if (user == null) {
            return asked;
        }
        if (asked != null && !asked.equals(user)) {
            throw new Forbidden(Refusal.USER, "The caller " + name + " may speak for the user " + user + " only.");
        }
        return user;
    }

    /** The same where the request may also say that it is nobody's, which only who may speak for everyone can mean. */
    public Update<UserId> speakFor(Update<UserId> asked) {
        if (user != null && asked.given() && !user.equals(asked.value())) {
            throw new Forbidden(Refusal.USER, "The caller " + name + " may speak for the user " + user + " only.");
        }
        return asked;
    }
}
