package io.continuo.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DebugSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.ListDocuments;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadConfirmation;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadUser;
import io.continuo.model.Once;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.Query;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;

/** What is the embedded store's own about documents, users and sweeps. */
class EmbeddedDocumentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST = 1_000;

    @TempDir
    private Path directory;

    private final SessionKey session = SessionKey.of("kept", "s1");
    private final UserKey user = UserKey.of("kept", "u");
    private Instant now = Fixtures.freshNow();

    @Test
    void aRestartKeepsDocumentsOfSessionsAndUsers() {
        List<Object> before;
        try (EmbeddedSessionStore store = open()) {
            apply(store, ChangeBuilder.on(session).user("u").create());
            apply(store, put(session, "note", "a", Duration.ofDays(2), null));
            apply(store, put(session, "note", "b", null, null));
            apply(store, put(user, "profile", "p", null, new Once("k", "d")));
            before = answers(store);
        }
        try (EmbeddedSessionStore store = open()) {
            assertThat(answers(store)).isEqualTo(before);
            assertThat(apply(store, put(user, "profile", "p", null, new Once("k", "d")))
                            .replayed())
                    .isTrue();
            now = now.plus(Duration.ofDays(1));
            sweepSessions(store, new SweepSessions.Inactive(null));
        }
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new ListDocuments(session, null, null, 9)).documents())
                    .extracting(entry -> entry.name().key())
                    .containsExactly("a");
            assertThat(read(store, new ListUserSessions(user, null, 9)).total()).isEqualTo(1);
            assertThat(read(store, new DebugSession(session)).findings()).isEmpty();
        }
    }

    private List<Object> answers(EmbeddedSessionStore store) {
        return List.of(
                read(store, new ListDocuments(session, null, null, 9)),
                read(store, new LoadDocument(DocumentKey.of(session, "note", "a"))),
                read(store, new LoadDocument(DocumentKey.of(user, "profile", "p"))),
                read(store, new LoadUser(user)),
                read(store, new ListUserSessions(user, null, 9)),
                read(store, new DebugSession(session)));
    }

    @Test
    void aFileWithoutDocumentsIsTakenOver() {
        try (EmbeddedSessionStore store = open()) {
            apply(store, ChangeBuilder.on(session).user("u").once("k", "d").create());
        }
        inFile(store -> {
            for (String later : List.of(
                    "remains",
                    "documents",
                    "bodies",
                    "document_index",
                    "keyed",
                    "keyed_times",
                    "confirmations",
                    "confirmation_times",
                    "namespaces",
                    "dictionaries")) {
                store.removeMap(later);
            }
        });
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new ListDocuments(session, null, null, 9)).documents())
                    .isEmpty();
            assertThat(apply(store, ChangeBuilder.on(session).once("k", "d").create())
                            .replayed())
                    .isTrue();
            apply(store, put(session, "note", "a", null, null));
            assertThat(read(store, new LoadDocument(DocumentKey.of(session, "note", "a")))
                            .entry()
                            .version())
                    .isEqualTo(1);
        }
    }

    @Test
    void damageIsFoundAndAnEntryWithoutABodyIsMended() {
        Duration life = Duration.ofDays(3);
        try (EmbeddedSessionStore store = open()) {
            apply(store, ChangeBuilder.on(session).create());
            for (String key : List.of("a", "b", "c")) {
                apply(store, put(session, "note", key, life, null));
            }
            apply(store, put(user, "note", "b", life, null));
        }
        inFile(store -> {
            MVMap<byte[], byte[]> bodies = table(store, "bodies");
            bodies.put(Keys.of("kept", "s", "s1", "note", "a"), new byte[] {'{'});
            bodies.remove(Keys.of("kept", "s", "s1", "note", "b"));
            table(store, "documents").remove(Keys.of("kept", "s", "s1", "note", "c"));
        });
        try (EmbeddedSessionStore store = open()) {
            assertThat(read(store, new DebugSession(session)).findings())
                    .containsExactlyInAnyOrder(
                            "The body of the document note/a cannot be read.",
                            "The body of the document note/b is missing.",
                            "The body of the document note/c belongs to no record.");
            assertThatThrownBy(() -> read(store, new LoadDocument(DocumentKey.of(session, "note", "a"))))
                    .isInstanceOf(StoredValueUnreadable.class);
            for (String key : List.of("b", "c")) {
                assertThatThrownBy(() -> read(store, new LoadDocument(DocumentKey.of(session, "note", key))))
                        .isInstanceOf(DocumentNotFound.class);
            }
            SweepDocuments sweep = new SweepDocuments(
                    session.namespace(),
                    new SweepDocuments.Named(
                            DocumentKey.of(session, "note", "b").name()),
                    null,
                    9,
                    false);
            assertThat(apply(store, sweep).removed()).isEqualTo(new Removed(0, 0, 0, 1, 0));
            now = now.plus(life);
            SweepDocuments inactive =
                    new SweepDocuments(session.namespace(), new SweepDocuments.Inactive(), null, 9, false);
            assertThat(apply(store, inactive).removed()).isEqualTo(new Removed(0, 0, 0, 0, 2));
            assertThat(read(store, new DebugSession(session)).keys()).hasSize(1);
        }
    }

    @Test
    void aStepOfASweepEndsWhereItHasTouchedEnough() {
        try (EmbeddedSessionStore store = new EmbeddedSessionStore(EmbeddedSettings.inMemory())) {
            List<SessionKey> owners = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                SessionKey owner = SessionKey.of("kept", "s" + i);
                owners.add(owner);
                apply(store, ChangeBuilder.on(owner).user("u").create());
                for (int j = 0; j < MOST; j++) {
                    apply(store, put(owner, "note", "n" + j, null, null));
                }
            }
            for (SweepSessions.Which which : List.of(
                    new SweepSessions.Idle(now.plusMillis(1)),
                    new SweepSessions.OfUser(new UserId("u"), null, Set.of()))) {
                SweepSessions.Swept dry = apply(store, new SweepSessions(session.namespace(), which, null, 100, true));
                assertThat(dry.removed()).isEqualTo(new Removed(1, 0, 0, MOST, 0));
                assertThat(dry.next()).isNotNull();
            }
            SweepDocuments.Swept dry = apply(
                    store,
                    new SweepDocuments(
                            session.namespace(), new SweepDocuments.All(now.plusMillis(1)), null, 10_000, true));
            assertThat(dry.removed().documents()).isBetween(1L, MOST / 2L);
            assertThat(dry.next()).isNotNull();

            Removed removed = sweepSessions(store, new SweepSessions.Idle(now.plusMillis(1)));

            assertThat(removed).isEqualTo(new Removed(5, 0, 0, 5L * MOST, 0));
            assertThat(read(store, new ListDocuments(owners.get(4), null, null, 9))
                            .total())
                    .isZero();
        }
    }

    @Test
    void whatIsOutdatedOfConfirmationsAndKeysOfUsersGoesAsNewOnesCome() {
        try (EmbeddedSessionStore store = open()) {
            for (int day = 0; day < 20; day++) {
                apply(store, new KeepConfirmation(session.namespace(), "hash" + day, "request", Duration.ofMinutes(1)));
                UserKey other = UserKey.of("kept", "u" + day);
                apply(store, put(other, "profile", "p", null, new Once("k", "d")));
                now = now.plus(Duration.ofDays(1));
            }
            assertThat(read(store, new LoadConfirmation(session.namespace(), "hash19")))
                    .isEmpty();
        }
        inFile(store -> {
            for (String table : List.of("confirmations", "confirmation_times", "keyed", "keyed_times")) {
                assertThat(table(store, table).size()).as(table).isEqualTo(1);
            }
            assertThat(table(store, "once").size()).isEqualTo(2);
        });
    }

    private EmbeddedSessionStore open() {
        return new EmbeddedSessionStore(EmbeddedSettings.inFile(directory));
    }

    private void inFile(Consumer<MVStore> work) {
        try (MVStore store = MVStore.open(directory.resolve("continuo.mv").toString())) {
            work.accept(store);
        }
    }

    private static MVMap<byte[], byte[]> table(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private static PutDocument put(
            DocumentOwner owner, String type, String key, @Nullable Duration ttl, @Nullable Once once) {
        return new PutDocument(
                DocumentKey.of(owner, type, key), Fixtures.json("{\"v\":1}"), ttl, MOST, Precondition.NONE, once);
    }

    private Removed sweepSessions(EmbeddedSessionStore store, SweepSessions.Which which) {
        Removed removed = Removed.NOTHING;
        String from = null;
        do {
            SweepSessions.Swept step = apply(store, new SweepSessions(session.namespace(), which, from, 100, false));
            removed = removed.plus(step.removed());
            from = step.next();
        } while (from != null);
        return removed;
    }

    private <R> R apply(EmbeddedSessionStore store, Change<R> change) {
        return store.apply(change, now).await().atMost(PATIENCE);
    }

    private <R> R read(EmbeddedSessionStore store, Query<R> query) {
        return store.read(query, now).await().atMost(PATIENCE);
    }
}
