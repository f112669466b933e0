package io.continuo.access;

import org.jspecify.annotations.Nullable;

import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.Namespace;

/**
 * Who asks.
 *
 * @param name of the key; no secret
 * @param namespace the only one that the caller may enter, null for every one
 */
public record Caller(String name, @Nullable Namespace namespace, AccessRole role) {

    /** Whoever asks where nobody has to be known. */
    static final Caller ANYONE = new Caller("anyone", null, AccessRole.ADMIN);

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
            throw new Forbidden("The key " + name + " opens the namespace " + namespace + " only.");
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
            throw new Forbidden("This needs the role " + needed.wireName() + "; the key " + name + " has the role "
                    + role.wireName() + ".");
        }
    }
}
