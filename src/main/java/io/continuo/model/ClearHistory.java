package io.continuo.model;

import org.jspecify.annotations.Nullable;

/** Removes every message; the state and the seq counter stay. Changes nothing where there is none. */
public record ClearHistory(
        SessionKey session,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once) implements SessionChange<SessionWritten> {}
