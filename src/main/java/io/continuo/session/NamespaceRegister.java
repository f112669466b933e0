package io.continuo.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.continuo.model.ListNamespaces;
import io.continuo.model.Namespace;
import io.continuo.model.RegisterNamespace;
import io.continuo.store.SessionStore;

/**
 * Notes in the store which namespaces are in use, so that every replica can clean up each of them, after a restart as well.
 * It does so in the background: no request waits for it or fails with it.
 */
@Singleton
public final class NamespaceRegister {

    static final int RETRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(NamespaceRegister.class);

    private final SessionStore store;
    private final KnownNamespaces known;
    private final Clock clock;
    private final Duration firstPause;

    /** Those that the store has, or is being told. */
    private final Set<Namespace> noted = ConcurrentHashMap.newKeySet();

    @Inject
    public NamespaceRegister(SessionStore store, KnownNamespaces known, Clock clock) {
        this(store, known, clock, FIRST_PAUSE);
    }

    NamespaceRegister(SessionStore store, KnownNamespaces known, Clock clock, Duration firstPause) {
        this.store = store;
        this.known = known;
        this.clock = clock;
        this.firstPause = firstPause;
    }

    /** Something was written in the namespace; cheap where that is nothing new. A configured one is known everywhere. */
    public void written(Namespace namespace) {
        if (!noted.contains(namespace)
                && !known.configured().contains(namespace)
                && known.seen(namespace)
                && noted.add(namespace)) {
            note(namespace);
        }
    }

    /** Asks the store for the namespaces in use; from then on they are known. Those that it has lost are noted again. */
    public Uni<Void> learn() {
        return Uni.createFrom()
                .deferred(() -> store.read(new ListNamespaces(), clock.instant()))
                .invoke(this::learned)
                .replaceWithVoid();
    }

    private void learned(Set<Namespace> registered) {
        noted.retainAll(registered);
        registered.stream().filter(known::seen).forEach(noted::add);
    }

    private void note(Namespace namespace) {
        Uni.createFrom()
                .deferred(() -> store.apply(new RegisterNamespace(namespace), clock.instant()))
                .onFailure()
                .retry()
                .withBackOff(firstPause, LONGEST_PAUSE)
                .atMost(RETRIES)
                .subscribe()
                .with(first -> LOG.debugf("Namespace %s is noted", namespace), failure -> notNoted(namespace, failure));
    }

    /** The next change there tries again. */
    private void notNoted(Namespace namespace, Throwable failure) {
        LOG.debugf(failure, "Namespace %s is not noted", namespace);
        noted.remove(namespace);
    }
}
