package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.continuo.model.ListNamespaces;
import io.continuo.model.Namespace;
import io.continuo.model.RegisterNamespace;

/** The register of the namespaces that are in use. */
public abstract class NamespacesContract extends StoreFacts {

    @Test
    void aNamespaceIsNotedOnce() {
        Namespace other = Fixtures.freshNamespace();
        assertThat(read(new ListNamespaces())).doesNotContain(namespace, other);

        assertThat(apply(new RegisterNamespace(namespace))).isTrue();
        assertThat(apply(new RegisterNamespace(namespace))).isFalse();
        assertThat(apply(new RegisterNamespace(other))).isTrue();

        assertThat(read(new ListNamespaces())).contains(namespace, other);
    }
}
