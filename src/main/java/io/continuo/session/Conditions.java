package io.continuo.session;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Once;
import io.continuo.model.Precondition;
import io.continuo.model.UserId;

/** The headers of a write that are decided inside its step. */
public record Conditions(
        Precondition precondition, @Nullable Once once) {

    /** The same for the sessions of one user only, where there is one. */
    public Conditions ownedBy(@Nullable UserId user) {
        return user == null ? this : new Conditions(precondition.ownedBy(user), once);
    }
}
