package io.continuo.model;

/** Marks the outcome of a change that was written down and will be made when the store is back. */
public record Accepted(SessionKey session, Fallback fallback) {}
