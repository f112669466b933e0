package io.continuo.session;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Once;
import io.continuo.model.Precondition;

/** The headers of a write that are decided inside its step. */
public record Conditions(
        Precondition precondition, @Nullable Once once) {}
