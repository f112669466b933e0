package io.continuo.model;

/** Whether the session is there; counts as no interaction. */
public record SessionExists(SessionKey session) implements Query<Boolean> {

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
