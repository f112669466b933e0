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
 * The namespaces that this replica knows: the configured ones, {@code default}, those that changes named since it started,
 * and what {@link NamespaceRegister} has learned from the store. At most {@link #LIMIT} are remembered, because callers name
 * namespaces freely; beyond that a new one is served but not known.
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

    /** The namespace is in use; whether it is known from now on. Cheap for one that is known. */
    public boolean seen(Namespace namespace) {
        if (known.contains(namespace)) {
            return true;
        }
        if (full) {
            return false;
        }
        known.add(namespace);
        if (known.size() >= LIMIT) {
            full = true;
            LOG.warnf("%d namespaces are in use; further ones are not cleaned up by this replica.", LIMIT);
        }
        return true;
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
