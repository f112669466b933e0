package io.continuo.model;

/** Notes that the namespace is in use, so that every replica can know it. True where it was not noted before. */
public record RegisterNamespace(Namespace namespace) implements Change<Boolean> {}
