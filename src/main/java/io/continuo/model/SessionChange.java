package io.continuo.model;

import org.jspecify.annotations.Nullable;

/** A change of one session. Its order of checks: {@link #once()}, existence, {@link #precondition()}, limits. */
public sealed interface SessionChange<R> extends Change<R>
        permits CreateSession, PutSession, PatchSession, AppendMessages, TouchSession, ClearHistory, DeleteSession {

    SessionKey session();

    Precondition precondition();

    @Nullable
    Once once();

    @Override
    default Namespace namespace() {
        return session().namespace();
    }
}
