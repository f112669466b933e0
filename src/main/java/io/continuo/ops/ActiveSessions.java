package io.continuo.ops;

import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import io.continuo.model.CountSessions;
import io.continuo.model.Namespace;
import io.continuo.session.KnownNamespaces;
import io.continuo.store.SessionStore;

/**
 * The gauge {@code continuo.sessions.active}, one for each configured namespace: others are
 * left out, because callers name them freely. The store is asked in the background and
 * never by a scrape; where it does not answer, the last known number stays, and before the first answer it is NaN.
 */
@Singleton
public final class ActiveSessions {

    private static final Logger LOG = Logger.getLogger(ActiveSessions.class);

    private final SessionStore store;
    private final Clock clock;
    private final Map<Namespace, AtomicReference<Double>> counts = new LinkedHashMap<>();

    public ActiveSessions(SessionStore store, KnownNamespaces namespaces, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.clock = clock;
        namespaces.configured().stream()
                .sorted(Comparator.comparing(Namespace::name))
                .forEach(this::add);
        counts.forEach((namespace, count) -> Gauge.builder("continuo.sessions.active", count, AtomicReference::get)
                .description("Sessions in the index of a configured namespace, as last counted")
                .tag("namespace", namespace.name())
                .register(registry));
    }

    /** Asks the store for each namespace, one after the other. Never fails. */
    @Scheduled(identity = "active-sessions", every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return Multi.createFrom()
                .iterable(counts.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> count(entry.getKey(), entry.getValue()))
                .onItem()
                .ignoreAsUni();
    }

    private void add(Namespace namespace) {
        counts.put(namespace, new AtomicReference<>(Double.NaN));
    }

    private Uni<Long> count(Namespace namespace, AtomicReference<Double> target) {
        return Uni.createFrom()
                .deferred(() -> store.read(new CountSessions(namespace, null), clock.instant()))
                .invoke(count -> target.set(count.doubleValue()))
                .onFailure()
                .invoke(failure -> LOG.debugf("The sessions of namespace %s were not counted", namespace))
                .onFailure()
                .recoverWithNull();
    }
}
