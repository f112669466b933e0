package io.continuo.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.continuo.model.ClaimDuty;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.CountSessions;
import io.continuo.model.DeleteSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.Namespace;
import io.continuo.model.Precondition;
import io.continuo.model.ReadMessages;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepSessions;
import io.continuo.model.TakeTokens;
import io.continuo.store.SessionStore;

/** What is counted does not depend on a store, so a store that gives each outcome at will is asked. */
class CountedStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
    private static final Namespace NAMESPACE = new Namespace("counted");
    private static final SessionKey KEY = new SessionKey(NAMESPACE, new SessionId("s"));
    private static final LoadSession LOAD = new LoadSession(KEY, null, null);
    private static final DeleteSession DELETE = new DeleteSession(KEY, Precondition.NONE, null);

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final OperationFigures figures = new OperationFigures(List.of(Namespace.DEFAULT), clock::monotonicTime);
    private Uni<?> answer = Uni.createFrom().item("found");
    private final SessionStore store =
            CountedStore.wrap(new AnsweringStore(step -> Uni.createFrom().deferred(() -> answer)), figures, registry);

    @Test
    void aReadIsAHitOrAMiss() {
        read(LOAD);
        read(new ReadMessages(KEY, 10, false, null, null, null));
        read(new LoadDocument(DocumentKey.of(KEY, "note", "a")));
        answer = Uni.createFrom().failure(new SessionNotFound(KEY.id()));
        read(LOAD);
        answer = Uni.createFrom().failure(new DocumentNotFound(new DocumentName("note", "a")));
        read(new LoadDocument(DocumentKey.of(KEY, "note", "a")));

        Figures seen = figures.of(NAMESPACE);
        assertThat(seen.operations()).isEqualTo(5);
        assertThat(seen.hits()).isEqualTo(3);
        assertThat(seen.misses()).isEqualTo(2);
        assertThat(seen.hitRate()).isEqualTo(0.6);
        assertThat(seen.errors()).isEmpty();
        assertThat(reads("hit")).isEqualTo(3);
        assertThat(reads("miss")).isEqualTo(2);
    }

    @Test
    void askingWhetherASessionExistsIsNeither() {
        answer = Uni.createFrom().item(true);
        read(new SessionExists(KEY));

        assertThat(figures.of(NAMESPACE).operations()).isEqualTo(1);
        assertThat(figures.of(NAMESPACE).hitRate()).isNull();
    }

    @Test
    void failuresAreCountedByKind() {
        StoreUnavailable away = new StoreUnavailable("The store is away.", Duration.ofSeconds(1), null);
        answer = Uni.createFrom().failure(away);
        read(LOAD);
        apply(DELETE);
        answer = Uni.createFrom().failure(new VersionConflict(3L));
        apply(DELETE);
        answer = Uni.createFrom().failure(new SessionNotFound(KEY.id()));
        apply(DELETE);

        assertThat(figures.of(NAMESPACE).errors())
                .isEqualTo(Map.of("unavailable", 2L, "version_conflict", 1L, "not_found", 1L));
        assertThat(figures.of(NAMESPACE).misses()).isZero();
    }

    @Test
    void theTimeOfEachOperationIsKept() {
        answer = Uni.createFrom().item(() -> {
            clock.add(30, TimeUnit.MILLISECONDS);
            return "found";
        });
        read(LOAD);

        assertThat(figures.of(NAMESPACE).latencies()).containsOnlyKeys("load_session");
        assertThat(figures.of(NAMESPACE).latencies().get("load_session")).isEqualTo(new Figures.Latency(30, 30));
    }

    @Test
    void whatTheServiceDoesOfItsOwnAccordIsNotCounted() {
        answer = Uni.createFrom().item(7L);
        read(new CountSessions(NAMESPACE, null));
        apply(new ClaimDuty(NAMESPACE, "cleanup", "me", Duration.ofSeconds(1)));
        apply(new SweepSessions(NAMESPACE, new SweepSessions.Inactive(null), null, 10, false));
        apply(new TakeTokens(NAMESPACE, "requests", "app", 100, 10));
        read(new MeasureNamespace(NAMESPACE, 10));

        assertThat(figures.of(NAMESPACE)).isEqualTo(Figures.NONE);
    }

    @Test
    void namespacesAreCountedApartUntilThereAreTooMany() {
        for (int i = 0; i < OperationFigures.MOST + 50; i++) {
            read(new LoadSession(SessionKey.of("ns-" + i, "s"), null, null));
        }

        assertThat(figures.of(new Namespace("ns-0")).operations()).isEqualTo(1);
        // One place is the configured namespace's.
        assertThat(figures.of(new Namespace("ns-" + OperationFigures.MOST)).operations())
                .isEqualTo(51);
        assertThat(figures.of(Namespace.DEFAULT).operations()).isZero();
        read(new LoadSession(SessionKey.of("default", "s"), null, null));
        assertThat(figures.of(Namespace.DEFAULT).operations()).isEqualTo(1);
    }

    @Test
    void aNamespaceThatIsOnlyLookedAtIsNotKept() {
        assertThat(figures.of(NAMESPACE).operations()).isZero();
        assertThat(figures.of(NAMESPACE)).isSameAs(Figures.NONE);
    }

    @Test
    void theRateIsThatOfTheLastMinute() {
        for (int second = 0; second < 90; second++) {
            read(LOAD);
            read(LOAD);
            clock.addSeconds(1);
        }
        assertThat(figures.of(NAMESPACE).perSecond()).isCloseTo(2, within(0.05));

        clock.addSeconds(30);
        assertThat(figures.of(NAMESPACE).perSecond()).isCloseTo(1, within(0.05));

        clock.addSeconds(60);
        assertThat(figures.of(NAMESPACE).perSecond()).isZero();
        assertThat(figures.of(NAMESPACE).operations()).isEqualTo(180);
    }

    @Test
    void theQuantileIsNeverTooLowAndAtMostAQuarterTooHigh() {
        Random random = new Random(7);
        Durations durations = new Durations();
        long[] nanos = random.longs(10_000, 1_000, 90_000_000).sorted().toArray();
        for (long duration : nanos) {
            durations.add(duration);
        }

        double exact = nanos[9_899] / 1e6;
        assertThat(durations.latency().p99Millis()).isBetween(exact, exact * 1.25);
        assertThat(durations.latency().averageMillis())
                .isCloseTo(java.util.Arrays.stream(nanos).average().orElseThrow() / 1e6, within(1e-6));
    }

    @Test
    void oneSlowOperationOfAHundredIsAboveTheQuantile() {
        Durations durations = new Durations();
        for (int i = 0; i < 99; i++) {
            durations.add(1_000_000);
        }
        durations.add(TimeUnit.HOURS.toNanos(3));

        assertThat(durations.latency().p99Millis()).isBetween(1.0, 1.25);
        durations.add(TimeUnit.HOURS.toNanos(3));
        assertThat(durations.latency().p99Millis()).isGreaterThan(3_600_000);
    }

    private void read(io.continuo.model.Query<?> query) {
        store.read(query, NOW).onFailure().recoverWithNull().await().indefinitely();
    }

    private void apply(io.continuo.model.Change<?> change) {
        store.apply(change, NOW).onFailure().recoverWithNull().await().indefinitely();
    }

    private double reads(String result) {
        return registry.get("continuo.reads").tag("result", result).counter().count();
    }
}
