package io.continuo.model;

/** What the store holds of a session, physically, for an operator. Answers for an unknown session too. */
public record DebugSession(SessionKey session) implements Query<SessionDebug> {

    @Override
    public Namespace namespace() {
        return session.namespace();
    }
}
