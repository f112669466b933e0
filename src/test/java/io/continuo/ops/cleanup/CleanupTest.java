package io.continuo.ops.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.continuo.access.audit.AuditEntry;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ListNamespaces;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.SweepSessions.Swept;
import io.continuo.ops.CapturedLog;
import io.continuo.session.KnownNamespaces;
import io.continuo.session.NamespaceRegister;
import io.continuo.store.layer.AnsweringStore;

/** The course of a run: its order, its time limit and its failures. What a sweep removes is the stores' matter. */
class CleanupTest {

    private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
    private static final Namespace ALPHA = new Namespace("alpha");
    private static final Namespace BETA = new Namespace("beta");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private record Settings(Duration every, Duration timeLimit, int batch, Optional<Duration> idleAfter)
            implements ContinuoConfig.Cleanup {}

    private final MockClock stopwatch = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, stopwatch);
    private final KnownNamespaces namespaces = new KnownNamespaces(List.of(ALPHA, BETA));
    private final CapturedLog log = new CapturedLog(Cleanup.class);

    private Function<ClaimDuty, Uni<Boolean>> claims = claim -> Uni.createFrom().item(true);
    private Function<SweepSessions, Uni<Swept>> sweeps =
            sweep -> Uni.createFrom().item(swept(0, 0, 0, null));
    private Function<SweepDocuments, Uni<SweepDocuments.Swept>> documentSweeps =
            sweep -> Uni.createFrom().item(documentsSwept(0, 0, null));
    private Uni<Set<Namespace>> registered = Uni.createFrom().item(Set.of());
    private final AnsweringStore store = new AnsweringStore(this::answer);
    private final List<AuditEntry> audited = new ArrayList<>();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final NamespaceRegister register = new NamespaceRegister(store, namespaces, clock);

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void everyKnownNamespaceIsClaimedAndSwept() {
        namespaces.seen(new Namespace("seen"));

        CleanupReport report = run(cleanup(null));

        assertThat(asked())
                .containsExactly(
                        "claim alpha",
                        "sweep alpha",
                        "sweep alpha's documents",
                        "claim beta",
                        "sweep beta",
                        "sweep beta's documents",
                        "claim default",
                        "sweep default",
                        "sweep default's documents",
                        "claim seen",
                        "sweep seen",
                        "sweep seen's documents");
        assertThat(report.outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
        assertThat(report.namespaces()).isEqualTo(4);
    }

    @Test
    void theClaimOutlastsTheTimeLimitAndItsHolderIsTheReplicas() {
        Cleanup one = cleanup(null);
        Cleanup other = cleanup(null);
        run(one);
        run(one);
        run(other);

        List<ClaimDuty> claimed = steps(ClaimDuty.class).toList();
        assertThat(claimed).allSatisfy(claim -> {
            assertThat(claim.duty()).isEqualTo("cleanup");
            assertThat(claim.hold()).isBetween(LIMIT.plusSeconds(1), LIMIT.plusSeconds(60));
        });
        assertThat(claimed.stream().map(ClaimDuty::holder).distinct()).hasSize(2);
    }

    @Test
    void batchesGoOnUntilTheIndexHasBeenSeenWholeAndTheirCountsAreAdded() {
        sweeps =
                sweep -> Uni.createFrom().item(sweep.from() == null ? swept(500, 400, 7, "p1") : swept(20, 3, 1, null));

        CleanupReport report = run(cleanup(null));

        assertThat(steps(SweepSessions.class).map(sweep -> sweep.namespace() + " " + sweep.from()))
                .containsExactly("alpha null", "alpha p1", "beta null", "beta p1", "default null", "default p1");
        assertThat(report.examined()).isEqualTo(3 * 520);
        assertThat(report.removedSessions()).isEqualTo(3 * 403);
        assertThat(report.removed().entries()).isEqualTo(3 * 8);
        assertThat(counter("continuo.cleanup.removed", "kind", "session")).isEqualTo(3 * 403);
        assertThat(counter("continuo.cleanup.removed", "kind", "entry")).isEqualTo(3 * 8);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("INFO Cleanup removed 1209 sessions, 0 documents and 24 index entries of 1560 ");
    }

    @Test
    void tenThousandBatchesThatAnswerAtOnceDoNotExhaustTheStack() {
        int[] batches = {0};
        sweeps = sweep -> Uni.createFrom().item(swept(1, 1, 0, ++batches[0] % 10_000 == 0 ? null : "p" + batches[0]));

        assertThat(run(cleanup(null)).removedSessions()).isEqualTo(30_000);
    }

    @Test
    void expiredDocumentsAreSweptAfterTheSessions() {
        sweeps = sweep -> Uni.createFrom()
                .item(new Swept(9, new Removed(2, 3, 40, 6, 1), List.of(), sweep.from() == null ? "p1" : null));
        documentSweeps = sweep -> Uni.createFrom().item(documentsSwept(500, 80, sweep.from() == null ? "d1" : null));

        CleanupReport report = run(cleanup(null));

        assertThat(steps(SweepDocuments.class)
                        .map(sweep -> sweep.namespace() + " " + sweep.which() + " " + sweep.from()))
                .containsExactly(
                        "alpha Inactive[] null",
                        "alpha Inactive[] d1",
                        "beta Inactive[] null",
                        "beta Inactive[] d1",
                        "default Inactive[] null",
                        "default Inactive[] d1");
        assertThat(report.examined()).isEqualTo(3 * (2 * 9 + 2 * 500));
        assertThat(report.removed()).isEqualTo(new Removed(12, 18, 240, 36, 3 * (2 + 160)));
        assertThat(counter("continuo.cleanup.removed", "kind", "session")).isEqualTo(30);
        assertThat(counter("continuo.cleanup.removed", "kind", "document")).isEqualTo(36);
        assertThat(counter("continuo.cleanup.removed", "kind", "entry")).isEqualTo(486);
        assertThat(audited).hasSize(1);
        assertThat(audited.get(0).toString())
                .endsWith("\"what\":\"cleanup\",\"outcome\":\"complete\",\"removed\":{\"sessions\":12,"
                        + "\"expired_sessions\":18,\"messages\":240,\"documents\":36,\"index_entries\":486}}");
    }

    @Test
    void aRunThatEndedAmongTheDocumentsGoesOnThere() {
        sweeps = sweep -> {
            stopwatch.add(12, TimeUnit.SECONDS);
            return Uni.createFrom().item(swept(1, 0, 0, null));
        };
        documentSweeps = sweep -> {
            stopwatch.add(12, TimeUnit.SECONDS);
            return Uni.createFrom()
                    .item(documentsSwept(1, 0, "d2".equals(sweep.from()) ? null : sweep.from() == null ? "d1" : "d2"));
        };
        Cleanup cleanup = cleanup(null);
        run(cleanup);
        run(cleanup);

        assertThat(store.asked().stream()
                        .filter(step -> step instanceof SweepSessions || step instanceof SweepDocuments)
                        .map(step -> inWords(step) + (step instanceof SweepDocuments sweep ? " " + sweep.from() : "")))
                .startsWith(
                        "sweep alpha",
                        "sweep alpha's documents null",
                        "sweep alpha's documents d1",
                        "sweep alpha's documents d2",
                        "sweep beta");
    }

    @Test
    void namespacesThatTheStoreKnowsAreCleanedUpToo() {
        registered = Uni.createFrom().item(Set.of(new Namespace("elsewhere")));

        run(cleanup(null));

        assertThat(steps(SweepSessions.class).map(sweep -> sweep.namespace().name()))
                .containsExactly("alpha", "beta", "default", "elsewhere");
    }

    @Test
    void aRegisterThatCannotBeReadKeepsNoKnownNamespaceFromBeingCleanedUp() {
        registered = Uni.createFrom().failure(new StoredValueUnreadable("register"));

        assertThat(run(cleanup(null)).outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
        assertThat(steps(SweepSessions.class)).hasSize(3);
    }

    @Test
    void nothingRemovedIsNoLineInTheLog() {
        run(cleanup(null));

        assertThat(log.lines()).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void idleSessionsAreSweptOnlyWhereALimitIsSet() {
        run(cleanup(null));
        run(cleanup(Duration.ofHours(2)));

        assertThat(steps(SweepSessions.class).map(SweepSessions::which).distinct())
                .containsExactly(new Inactive(null), new Inactive(NOW.minus(Duration.ofHours(2))));
    }

    @Test
    void aNamespaceThatAnotherReplicaCleansUpIsLeftToIt() {
        claims = claim -> Uni.createFrom().item(!claim.namespace().equals(ALPHA));

        CleanupReport report = run(cleanup(null));

        assertThat(asked())
                .containsExactly(
                        "claim alpha",
                        "claim beta",
                        "sweep beta",
                        "sweep beta's documents",
                        "claim default",
                        "sweep default",
                        "sweep default's documents");
        assertThat(report.outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
    }

    @Test
    void aRunThatClaimsNothingIsSkipped() {
        claims = claim -> Uni.createFrom().item(false);

        assertThat(run(cleanup(null)).outcome()).isEqualTo(CleanupReport.Outcome.SKIPPED);
        assertThat(counter("continuo.cleanup.runs", "outcome", "skipped")).isEqualTo(1);
    }

    @Test
    void theTimeLimitEndsTheRunAndTheNextOneGoesOnFromThere() {
        sweeps = sweep -> {
            boolean slow = sweep.namespace().equals(ALPHA);
            stopwatch.add(slow ? 12 : 0, TimeUnit.SECONDS);
            return Uni.createFrom().item(swept(500, 1, 0, slow ? next(sweep) : null));
        };
        Cleanup cleanup = cleanup(null);

        assertThat(run(cleanup).outcome()).isEqualTo(CleanupReport.Outcome.INCOMPLETE);
        assertThat(run(cleanup).outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);

        assertThat(steps(SweepSessions.class).map(sweep -> sweep.namespace() + " " + sweep.from()))
                .containsExactly("alpha null", "alpha p1", "alpha p2", "alpha p3", "beta null", "default null");
        assertThat(counter("continuo.cleanup.runs", "outcome", "incomplete")).isEqualTo(1);
        assertThat(registry.get("continuo.cleanup.duration").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(48);
    }

    @Test
    void aNamespaceThatTheTimeLimitKeptFromItsTurnIsFirstInTheNextRun() {
        sweeps = sweep -> {
            stopwatch.add(31, TimeUnit.SECONDS);
            return Uni.createFrom().item(swept(1, 0, 0, null));
        };
        Cleanup cleanup = cleanup(null);
        run(cleanup);
        run(cleanup);
        run(cleanup);

        assertThat(steps(SweepSessions.class).map(SweepSessions::namespace))
                .containsExactly(ALPHA, BETA, Namespace.DEFAULT);
    }

    @Test
    void aStoreThatIsAwayEndsTheRunWithOneWarningAndTheNextRunTriesAgain() {
        sweeps = sweep -> Uni.createFrom()
                .failure(new StoreUnavailable("Redis is away.", Duration.ofSeconds(1), new IllegalStateException()));
        Cleanup cleanup = cleanup(null);

        assertThat(run(cleanup).outcome()).isEqualTo(CleanupReport.Outcome.FAILED);
        assertThat(asked()).containsExactly("claim alpha", "sweep alpha");
        assertThat(log.lines())
                .containsExactly(
                        "WARN The cleanup of namespace alpha failed and is tried again at the next run: Redis is away.");

        sweeps = sweep -> Uni.createFrom().item(swept(1, 1, 0, null));
        assertThat(run(cleanup).outcome()).isEqualTo(CleanupReport.Outcome.COMPLETE);
        assertThat(counter("continuo.cleanup.runs", "outcome", "failed")).isEqualTo(1);
        assertThat(counter("continuo.cleanup.runs", "outcome", "complete")).isEqualTo(1);
    }

    @Test
    void aClaimWhoseAnswerWasLostEndsTheRun() {
        claims = claim -> Uni.createFrom().failure(new OutcomeUnknown(Duration.ofSeconds(1), null));

        assertThat(run(cleanup(null)).outcome()).isEqualTo(CleanupReport.Outcome.FAILED);
        assertThat(asked()).containsExactly("claim alpha");
    }

    @Test
    void damagedDataInOneNamespaceDoesNotKeepTheOthersFromBeingCleanedUp() {
        sweeps = sweep -> sweep.namespace().equals(ALPHA)
                ? Uni.createFrom().failure(new StoredValueUnreadable("index"))
                : Uni.createFrom().item(swept(2, 2, 0, null));

        CleanupReport report = run(cleanup(null));

        assertThat(report.outcome()).isEqualTo(CleanupReport.Outcome.FAILED);
        assertThat(report.removedSessions()).isEqualTo(4);
        assertThat(log.lines()).hasSize(2).noneMatch(line -> line.contains("\tat "));
    }

    @Test
    void aBugInTheStoreIsNamedByItsClassOnly() {
        sweeps = sweep -> {
            throw new IllegalStateException("the content of a session");
        };

        assertThat(run(cleanup(null)).outcome()).isEqualTo(CleanupReport.Outcome.FAILED);
        assertThat(log.lines())
                .containsExactly("WARN The cleanup of namespace alpha failed and is tried again at the next run:"
                        + " java.lang.IllegalStateException");
    }

    private Cleanup cleanup(@Nullable Duration idleAfter) {
        return new Cleanup(
                store,
                namespaces,
                register,
                new Settings(Duration.ofMinutes(5), LIMIT, 500, Optional.ofNullable(idleAfter)),
                clock,
                registry,
                audited::add);
    }

    private static CleanupReport run(Cleanup cleanup) {
        cleanup.run().await().indefinitely();
        return cleanup.lastReport().orElseThrow();
    }

    private Uni<?> answer(Object step) {
        if (step instanceof ClaimDuty claim) {
            return claims.apply(claim);
        } else if (step instanceof SweepDocuments sweep) {
            return documentSweeps.apply(sweep);
        }
        return step instanceof ListNamespaces ? registered : sweeps.apply((SweepSessions) step);
    }

    private static @Nullable String next(SweepSessions sweep) {
        int position = sweep.from() == null ? 0 : Integer.parseInt(sweep.from().substring(1));
        return position == 3 ? null : "p" + (position + 1);
    }

    private <T> Stream<T> steps(Class<T> type) {
        return store.asked().stream().filter(type::isInstance).map(type::cast);
    }

    private List<String> asked() {
        return store.asked().stream()
                .filter(step -> !(step instanceof ListNamespaces))
                .map(CleanupTest::inWords)
                .toList();
    }

    private static String inWords(Object step) {
        if (step instanceof ClaimDuty claim) {
            return "claim " + claim.namespace();
        }
        return step instanceof SweepDocuments sweep
                ? "sweep " + sweep.namespace() + "'s documents"
                : "sweep " + ((SweepSessions) step).namespace();
    }

    private double counter(String name, String label, String value) {
        return registry.get(name).tag(label, value).counter().count();
    }

    private static Swept swept(long examined, long sessions, long entries, @Nullable String next) {
        return new Swept(examined, new Removed(0, sessions, 0, 0, entries), List.of(), next);
    }

    private static SweepDocuments.Swept documentsSwept(long examined, long entries, @Nullable String next) {
        return new SweepDocuments.Swept(examined, new Removed(0, 0, 0, 0, entries), List.of(), next);
    }
}
