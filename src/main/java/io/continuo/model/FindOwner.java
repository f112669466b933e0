package io.continuo.model;

import java.util.Optional;

/** The user in whose index a session is, also where it has expired and documents of it live on. */
public record FindOwner(SessionKey session) implements Query<Optional<UserId>> {

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
