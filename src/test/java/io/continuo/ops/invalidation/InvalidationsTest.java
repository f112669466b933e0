package io.continuo.ops.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MockClock;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.Namespace;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.ops.CapturedLog;
import io.continuo.store.layer.AnsweringStore;

/** The course of an invalidation: its stages, its time limit and its failures. What a sweep removes is the stores' matter. */
class InvalidationsTest {

    private static final Namespace NAMESPACE = new Namespace("app");
    private static final Instant START = Instant.parse("2026-11-20T09:30:00Z");
    private static final Scope.OlderThan IDLE = new Scope.OlderThan(Duration.ofHours(24));

    private final MockClock stopwatch = new MockClock();
    private final CapturedLog log = new CapturedLog(Invalidations.class);
    private final SettableClock clock = new SettableClock();

    private Function<SweepSessions, Uni<SweepSessions.Swept>> sessionSweeps =
            sweep -> Uni.createFrom().item(swept(new Removed(3, 2, 7, 4, 1), null));
    private String confirmedDigest = "";
    private final AnsweringStore store = new AnsweringStore(this::answer);
    private final Invalidations invalidations = new Invalidations(store, 500, clock, stopwatch);

    private static final class SettableClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void eachScopeHasItsStages() {
        UserId user = new UserId("u");
        Instant before = START.plusMillis(1);

        run(new Scope.OfSession(new SessionId("s")));
        run(new Scope.OfUser(user, Set.of("note")));
        run(new Scope.OfDocument(new DocumentName("note", "a")));
        run(IDLE);
        run(new Scope.Orphans());
        run(new Scope.All());

        assertThat(sweeps().map(InvalidationsTest::which))
                .containsExactly(
                        new SweepSessions.One(new SessionId("s")),
                        new SweepSessions.OfUser(user, before, Set.of("note")),
                        "documents of u but [note]",
                        new SweepDocuments.Named(new DocumentName("note", "a")),
                        new SweepSessions.Idle(START.minus(Duration.ofHours(24))),
                        new SweepSessions.Inactive(null),
                        new SweepDocuments.Inactive(),
                        new SweepDocuments.All(before),
                        new SweepSessions.Inactive(before));
    }

    @Test
    void whatMatchesDependsOnTheScope() {
        assertThat(run(new Scope.OfSession(new SessionId("s"))).matched()).isEqualTo(1);
        assertThat(run(new Scope.OfUser(new UserId("u"), Set.of())).matched()).isEqualTo(3 + 2 + 6);
        assertThat(run(new Scope.OfDocument(new DocumentName("note", "a"))).matched())
                .isEqualTo(5);
        assertThat(run(IDLE).matched()).isEqualTo(3 + 2);
        assertThat(run(new Scope.Orphans()).matched()).isEqualTo(2 + 1 + 9);
        assertThat(run(new Scope.All()).matched()).isEqualTo(5 + 3 + 2);
    }

    @Test
    void aSessionOfWhichThereIsNothingDoesNotMatch() {
        sessionSweeps = sweep -> Uni.createFrom().item(swept(Removed.NOTHING, null));

        assertThat(run(new Scope.OfSession(new SessionId("s"))).matched()).isZero();
    }

    @Test
    void aDryRunOfAllCountsNoDocumentTwice() {
        assertThat(dryRun(new Scope.All()).removed()).isEqualTo(new Removed(3, 2, 7, 5, 10));
        assertThat(run(new Scope.All()).removed()).isEqualTo(new Removed(3, 2, 7, 9, 10));
    }

    @Test
    void aDryRunSaysSoToTheStoreAndGivesAConfirmation() {
        InvalidationReport report = dryRun(IDLE);

        assertThat(sweeps().map(step -> ((SweepSessions) step).dryRun())).containsExactly(true);
        assertThat(report.confirmation()).isNotNull();
        assertThat(report.confirmation().expiresAt()).isEqualTo(START.plus(Duration.ofMinutes(10)));
        assertThat(report.confirmation().toString())
                .doesNotContain(report.confirmation().token());
    }

    @Test
    void stepsGoOnUntilTheIndexHasBeenSeenWhole() {
        int[] steps = {0};
        sessionSweeps = sweep -> Uni.createFrom()
                .item(swept(new Removed(1, 0, 0, 0, 0), ++steps[0] % 10_000 == 0 ? null : "p" + steps[0]));

        InvalidationReport report = run(IDLE);

        assertThat(report.removed().sessions()).isEqualTo(10_000);
        assertThat(report.complete()).isTrue();
        assertThat(sweeps().map(step -> ((SweepSessions) step).limit()).distinct())
                .containsExactly(500);
    }

    @Test
    void theSampleIsTheFirstTen() {
        int[] steps = {0};
        sessionSweeps = sweep -> Uni.createFrom()
                .item(new SweepSessions.Swept(
                        4,
                        new Removed(4, 0, 0, 0, 0),
                        Stream.of(1, 2, 3, 4)
                                .map(i -> new SessionId("s" + steps[0] + "." + i))
                                .toList(),
                        ++steps[0] == 4 ? null : "p"));

        assertThat(run(IDLE).sessions().stream().map(SessionId::value))
                .containsExactly("s0.1", "s0.2", "s0.3", "s0.4", "s1.1", "s1.2", "s1.3", "s1.4", "s2.1", "s2.2");
    }

    @Test
    void theTimeLimitEndsARunAndTheNextCallGoesOnFromThere() {
        sessionSweeps = this::slowly;

        InvalidationReport first = run(IDLE);
        clock.now = START.plusSeconds(60);
        InvalidationReport second = run(IDLE);
        InvalidationReport third = run(IDLE);

        assertThat(first.complete()).isFalse();
        assertThat(first.removed().sessions()).isEqualTo(3);
        assertThat(first.duration()).isEqualTo(Duration.ofSeconds(36));
        assertThat(second.complete()).isTrue();
        assertThat(second.removed().sessions()).isEqualTo(2);
        assertThat(third.complete()).isFalse();
        assertThat(sweeps().map(step -> ((SweepSessions) step).from()))
                .containsExactly(null, "1", "2", "3", "4", null, "1", "2");
        assertThat(sweeps().map(InvalidationsTest::which).distinct())
                .as("what was touched after the first call began stays; the third is another job")
                .containsExactly(
                        new SweepSessions.Idle(START.minus(Duration.ofHours(24))),
                        new SweepSessions.Idle(START.plusSeconds(60).minus(Duration.ofHours(24))));
    }

    @Test
    void aCallEndsBeforeItsConnectionIsClosed() {
        sessionSweeps = sweep -> {
            stopwatch.add(12, TimeUnit.SECONDS);
            return Uni.createFrom().item(swept(new Removed(1, 0, 0, 0, 0), "p"));
        };
        Invalidation patient = new Invalidation(NAMESPACE, IDLE, true, Duration.ofMinutes(5), null);

        InvalidationReport report = invalidations.run(patient).await().indefinitely();

        assertThat(report.duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(report.complete()).isFalse();
    }

    @Test
    void whatWasLeftLongAgoIsBegunAnew() {
        sessionSweeps = this::slowly;
        run(IDLE);
        clock.now = START.plus(Duration.ofMinutes(10));
        run(IDLE);

        assertThat(sweeps().map(step -> ((SweepSessions) step).from())).containsExactly(null, "1", "2", null, "1", "2");
    }

    @Test
    void aDryRunThatTheTimeLimitEndedCountsSoFarAndBeginsAnew() {
        sessionSweeps = this::slowly;

        InvalidationReport first = dryRun(IDLE);
        InvalidationReport second = dryRun(IDLE);

        assertThat(first.complete()).isFalse();
        assertThat(first.matched()).isEqualTo(3);
        assertThat(first.confirmation()).isNotNull();
        assertThat(second.matched()).isEqualTo(3);
    }

    @Test
    void aNewConfirmationDoesNotGoOnWhereTheOneBeforeWasLeft() {
        sessionSweeps = this::slowly;
        run(IDLE);
        invalidations.run(request(IDLE, false, 1)).await().indefinitely();

        assertThat(sweeps().map(step -> ((SweepSessions) step).from())).containsExactly(null, "1", "2", null, "1", "2");
    }

    @Test
    void anotherRequestDoesNotGoOnWhereThisOneWasLeft() {
        sessionSweeps = this::slowly;
        run(IDLE);
        run(new Scope.OlderThan(Duration.ofHours(25)));

        assertThat(sweeps().map(step -> ((SweepSessions) step).from())).containsExactly(null, "1", "2", null, "1", "2");
    }

    @Test
    void aStoreThatFailsFailsTheCallAndWhatWasRemovedIsInTheLog() {
        sessionSweeps = sweep -> sweep.from() == null
                ? Uni.createFrom().item(swept(new Removed(1, 0, 0, 0, 0), "p"))
                : Uni.createFrom().failure(new StoreUnavailable("Redis is away.", Duration.ofSeconds(1), null));

        assertThatThrownBy(() -> run(IDLE)).isInstanceOf(StoreUnavailable.class);

        assertThat(log.lines())
                .containsExactly("INFO Invalidation of scope older_than in namespace app removed 1 sessions, 0 expired"
                        + " sessions, 0 messages, 0 documents and 0 index entries in 0 ms: failed.");
    }

    @Test
    void oneLineInTheLogHasTheCountsAndNoId() {
        run(new Scope.OfUser(new UserId("jane.doe@example.org"), Set.of("therapeutic")));

        assertThat(log.lines())
                .containsExactly(
                        "INFO Invalidation of scope user in namespace app removed 3 sessions, 2 expired sessions,"
                                + " 7 messages, 10 documents and 1 index entries in 0 ms: complete.");
    }

    @Test
    void nothingHappensBeforeTheSubscription() {
        invalidations.run(request(IDLE, true));

        assertThat(store.asked()).isEmpty();
    }

    private InvalidationReport dryRun(Scope scope) {
        return invalidations.run(request(scope, true)).await().indefinitely();
    }

    /** The store confirms whatever is asked; tokens are the matter of other tests. */
    private InvalidationReport run(Scope scope) {
        Invalidation request = request(scope, false);
        confirmedDigest = request.digest();
        return invalidations.run(request).await().indefinitely();
    }

    private static Invalidation request(Scope scope, boolean dryRun) {
        return request(scope, dryRun, 0);
    }

    private static Invalidation request(Scope scope, boolean dryRun, int confirmation) {
        byte[] token = new byte[32];
        token[0] = (byte) confirmation;
        token[24] = 0x7f;
        return new Invalidation(
                NAMESPACE,
                scope,
                dryRun,
                Duration.ofSeconds(30),
                Base64.getUrlEncoder().encodeToString(token));
    }

    private Uni<SweepSessions.Swept> slowly(SweepSessions sweep) {
        stopwatch.add(12, TimeUnit.SECONDS);
        int at = sweep.from() == null ? 0 : Integer.parseInt(sweep.from());
        return Uni.createFrom().item(swept(new Removed(1, 0, 0, 0, 0), at == 4 ? null : Integer.toString(at + 1)));
    }

    private Uni<?> answer(Object step) {
        if (step instanceof SweepSessions sweep) {
            return sessionSweeps.apply(sweep);
        } else if (step instanceof SweepDocuments) {
            return Uni.createFrom()
                    .item(new SweepDocuments.Swept(
                            12,
                            new Removed(0, 0, 0, 5, 9),
                            List.of(DocumentKey.of(new SessionKey(NAMESPACE, new SessionId("s")), "note", "a")),
                            null));
        } else if (step instanceof RemoveUserDocuments) {
            return Uni.createFrom().item(new Removed(0, 0, 0, 6, 0));
        } else if (step instanceof KeepConfirmation) {
            return Uni.createFrom().item(true);
        }
        return Uni.createFrom().item(Optional.of(confirmedDigest));
    }

    private Stream<Object> sweeps() {
        return store.asked().stream()
                .filter(step -> step instanceof SweepSessions
                        || step instanceof SweepDocuments
                        || step instanceof RemoveUserDocuments);
    }

    private static Object which(Object step) {
        if (step instanceof SweepSessions sweep) {
            return sweep.which();
        }
        return step instanceof RemoveUserDocuments removal
                ? "documents of " + removal.user().id() + " but " + removal.keep()
                : ((SweepDocuments) step).which();
    }

    private static SweepSessions.Swept swept(Removed removed, @Nullable String next) {
        return new SweepSessions.Swept(8, removed, List.of(), next);
    }
}
