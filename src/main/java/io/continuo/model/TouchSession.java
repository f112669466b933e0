package io.continuo.model;

import org.jspecify.annotations.Nullable;

/** Counts as an interaction: moves the expiry and the version. */
public record TouchSession(
        SessionKey session,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once) implements SessionChange<SessionWritten> {}
