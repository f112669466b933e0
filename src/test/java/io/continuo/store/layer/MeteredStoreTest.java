package io.continuo.store.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.continuo.json.JsonText;
import io.continuo.model.Appended;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.CountSessions;
import io.continuo.model.DeleteDocument;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentName;
import io.continuo.model.Namespace;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SessionWritten;
import io.continuo.model.TouchSession;
import io.continuo.store.SessionStore;

/** How outcomes are told apart does not depend on a store, so a store that gives each of them at will is asked. */
class MeteredStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
    private static final SessionId ID = new SessionId("s");
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Session SESSION = new Session(
            ID, null, null, JsonText.EMPTY_OBJECT, 0, 0, 1, NOW, NOW, NOW.plusSeconds(60), null, List.of(), List.of());

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final AtomicReference<Uni<?>> answer =
            new AtomicReference<>(Uni.createFrom().nothing());
    private final SessionStore store = MeteredStore.wrap(new AnsweringStore(step -> answer.get()), registry);

    static Stream<Arguments> outcomesOfAWrite() {
        return Stream.of(
                Arguments.of("ok", written(false, false)),
                Arguments.of("created", written(true, false)),
                Arguments.of("replayed", written(true, true)),
                Arguments.of("replayed", written(false, true)),
                Arguments.of("ok", appended(false, false)),
                Arguments.of("created", appended(true, false)),
                Arguments.of("replayed", appended(true, true)),
                Arguments.of("ok", document(false, false)),
                Arguments.of("created", document(true, false)),
                Arguments.of("replayed", document(true, true)),
                Arguments.of("ok", new DeleteDocument.Deleted(1, false)),
                Arguments.of("replayed", new DeleteDocument.Deleted(1, true)),
                Arguments.of("ok", true),
                Arguments.of("not_found", new SessionNotFound(ID)),
                Arguments.of("exists", new io.continuo.model.ContinuoException.SessionExists(ID, 3)),
                Arguments.of("version_conflict", new VersionConflict(3L)),
                Arguments.of("message_id_conflict", new MessageIdConflict(0)),
                Arguments.of("key_reused", new IdempotencyKeyReused()),
                Arguments.of("limit", new LimitExceeded("state_bytes", 1)),
                Arguments.of("unavailable", new StoreUnavailable("The store is away.", SOON, null)),
                Arguments.of("unknown", new OutcomeUnknown(SOON, null)),
                Arguments.of("unreadable", new StoredValueUnreadable("/state/a")),
                Arguments.of("error", new IllegalStateException("a bug")));
    }

    @ParameterizedTest
    @MethodSource("outcomesOfAWrite")
    void aWriteIsCountedUnderItsOutcome(String outcome, Object result) {
        answer.set(
                result instanceof Throwable t
                        ? Uni.createFrom().failure(t)
                        : Uni.createFrom().item(result));

        store.apply(touch(), NOW).onFailure().recoverWithNull().await().indefinitely();

        assertThat(timer("touch_session", "write", outcome)).isNotNull();
        assertThat(counted()).containsExactly("touch_session " + outcome);
    }

    @Test
    void theFailureReachesTheCallerAsItIs() {
        StoreUnavailable away = new StoreUnavailable("The store is away.", SOON, null);
        answer.set(Uni.createFrom().failure(away));

        assertThatThrownBy(() -> store.read(new CountSessions(Namespace.DEFAULT, null), NOW)
                        .await()
                        .indefinitely())
                .isSameAs(away);
        assertThat(counted()).containsExactly("count_sessions unavailable");
    }

    @Test
    void theTimeRunsFromTheSubscriptionToTheOutcome() {
        answer.set(Uni.createFrom().item(() -> {
            clock.add(30, TimeUnit.MILLISECONDS);
            return 7L;
        }));
        Uni<Long> count = store.read(new CountSessions(Namespace.DEFAULT, null), NOW);
        clock.add(10, TimeUnit.SECONDS);

        assertThat(count.await().indefinitely()).isEqualTo(7L);

        Timer timer = timer("count_sessions", "read", "ok");
        assertThat(timer).isNotNull();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
        assertThat(timer.takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) + ": " + (long) bucket.count())
                .containsExactly(
                        "1.0: 0",
                        "2.0: 0",
                        "5.0: 0",
                        "10.0: 0",
                        "25.0: 0",
                        "50.0: 1",
                        "100.0: 1",
                        "250.0: 1",
                        "500.0: 1",
                        "1000.0: 1",
                        "2500.0: 1",
                        "5000.0: 1");
    }

    @Test
    void nothingIsCountedBeforeTheSubscriptionAndEachSubscriptionCounts() {
        answer.set(Uni.createFrom().item(7L));
        Uni<Long> count = store.read(new CountSessions(Namespace.DEFAULT, null), NOW);
        assertThat(counted()).isEmpty();

        assertThat(count.await().indefinitely()).isEqualTo(7L);
        assertThat(count.await().indefinitely()).isEqualTo(7L);

        Timer timer = timer("count_sessions", "read", "ok");
        assertThat(timer).isNotNull();
        assertThat(timer.count()).isEqualTo(2);
    }

    @Test
    void everyChangeAndQueryHasATimerFromTheStart() {
        assertThat(registry.find("continuo.store.operation").timers().stream()
                        .map(timer -> timer.getId().getTag("kind") + " "
                                + timer.getId().getTag("operation") + " "
                                + timer.getId().getTag("outcome")))
                .containsExactlyInAnyOrder(
                        "write create_session ok",
                        "write put_session ok",
                        "write patch_session ok",
                        "write append_messages ok",
                        "write touch_session ok",
                        "write clear_history ok",
                        "write delete_session ok",
                        "write claim_duty ok",
                        "write sweep_sessions ok",
                        "write put_document ok",
                        "write delete_document ok",
                        "write sweep_documents ok",
                        "write remove_user_documents ok",
                        "write keep_confirmation ok",
                        "write register_namespace ok",
                        "write add_dictionary ok",
                        "write take_tokens ok",
                        "write stage_messages ok",
                        "write restore_session ok",
                        "write restore_document ok",
                        "read load_session ok",
                        "read session_exists ok",
                        "read read_messages ok",
                        "read list_sessions ok",
                        "read count_sessions ok",
                        "read measure_namespace ok",
                        "read debug_session ok",
                        "read load_document ok",
                        "read list_documents ok",
                        "read list_user_sessions ok",
                        "read load_user ok",
                        "read load_confirmation ok",
                        "read list_namespaces ok",
                        "read load_dictionaries ok",
                        "read capture_session ok",
                        "read scan_sessions ok",
                        "read scan_documents ok",
                        "read find_owner ok");
    }

    @Test
    void noLabelDependsOnTheCaller() {
        answer.set(Uni.createFrom().item(true));
        for (int i = 0; i < 50; i++) {
            store.apply(new ClaimDuty(new Namespace("ns-" + i), "cleanup", "holder-" + i, SOON), NOW)
                    .await()
                    .indefinitely();
        }

        Timer timer = timer("claim_duty", "write", "ok");
        assertThat(timer).isNotNull();
        assertThat(timer.count()).isEqualTo(50);
        assertThat(timer.getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsExactly("kind", "operation", "outcome");
    }

    @Test
    void unreadableValuesAreCountedFromZero() {
        UnreadableValues unreadable = UnreadableValues.in(registry);
        assertThat(registry.get("continuo.stored.values.unreadable").counter().count())
                .isZero();

        unreadable.run();
        unreadable.run();

        assertThat(registry.get("continuo.stored.values.unreadable").counter().count())
                .isEqualTo(2);
    }

    private Set<String> counted() {
        Set<String> names = new HashSet<>();
        for (Timer timer : registry.find("continuo.store.operation").timers()) {
            if (timer.count() > 0) {
                Meter.Id id = timer.getId();
                names.add(id.getTag("operation") + " " + id.getTag("outcome"));
            }
        }
        return names;
    }

    private @Nullable Timer timer(String operation, String kind, String outcome) {
        return registry.find("continuo.store.operation")
                .tags("operation", operation, "kind", kind, "outcome", outcome)
                .timer();
    }

    private static TouchSession touch() {
        SessionPolicy policy = new SessionPolicy(Duration.ofHours(24), null, 100, 1_000, 10, 1_000);
        return new TouchSession(new SessionKey(Namespace.DEFAULT, ID), policy, Precondition.NONE, null);
    }

    private static SessionWritten written(boolean created, boolean replayed) {
        return new SessionWritten(SESSION, 1, created, !replayed, replayed);
    }

    private static PutDocument.Written document(boolean created, boolean replayed) {
        DocumentEntry entry = new DocumentEntry(new DocumentName("type", "key"), 2, 1, Instant.EPOCH, null);
        return new PutDocument.Written(entry, created, replayed);
    }

    private static Appended appended(boolean created, boolean replayed) {
        return new Appended(SESSION, List.of(), 1, created, true, replayed);
    }
}
