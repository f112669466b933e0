package io.continuo.model;

import java.util.Set;

/** The namespaces noted by {@link RegisterNamespace}, at most {@link #MOST}. */
public record ListNamespaces() implements Query<Set<Namespace>> {

    public static final int MOST = 10_000;

    /** The register is of no namespace; it lies beside that of the default one. */
    @Override
    public Namespace namespace() {
        return Namespace.DEFAULT;
    }
}
