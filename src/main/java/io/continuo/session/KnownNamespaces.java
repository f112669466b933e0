package io.continuo.session;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.continuo.model.Namespace;

/**
 * The namespaces that this replica knows: the configured ones, {@code default}, and those that changes named since it
 * started. One that is not configured and was used before, or at another replica only, is not known. At most
 * {@link #LIMIT} are remembered, because callers name namespaces freely; beyond that a new one is served but not known.
 */
@Singleton
public final class KnownNamespaces {

    public static final int LIMIT = 10_000;

    private static final Logger LOG = Logger.getLogger(KnownNamespaces.class);

    private final Set<Namespace> configured;
    private final Set<Namespace> known = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    @Inject
    public KnownNamespaces(Namespaces namespaces) {
        this(namespaces.configured());
    }

    public KnownNamespaces(Collection<Namespace> configured) {
        this.configured = Stream.concat(Stream.of(Namespace.DEFAULT), configured.stream())
                .collect(Collectors.toUnmodifiableSet());
        known.addAll(this.configured);
    }

    /** A change named this namespace; cheap for one that is known. */
    public void seen(Namespace namespace) {
        if (full || known.contains(namespace)) {
            return;
        }
        known.add(namespace);
        if (known.size() >= LIMIT) {
            full = true;
            LOG.warnf("Changes named %d namespaces; further ones are not cleaned up by this replica.", LIMIT);
        }
    }

    /** The configured ones and {@code default}; they stay the same. */
    public Set<Namespace> configured() {
        return configured;
    }

    /** All that are known now, as a copy. */
    public Set<Namespace> all() {
        return Set.copyOf(known);
    }
}
