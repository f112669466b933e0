package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.DebugSession;
import io.continuo.model.Document;
import io.continuo.model.DocumentKey;
import io.continuo.model.FindOwner;
import io.continuo.model.LoadDocument;
import io.continuo.model.NewMessage;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.Restored;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.StageMessages;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Capturing what is there, and writing it as it was. */
public abstract class RestoringContract extends DocumentFacts {

    private final SessionKey copy = key("copy");

    @Test
    void aRestoredSessionIsTheOneThatWasCaptured() {
        rich(s1);
        Session original = loadWithHistory(s1, 500);
        CaptureSession.Captured captured = capture(s1);
        advance(Duration.ofMinutes(1));

        assertThat(restore(copy, captured, false)).isEqualTo(Restored.RESTORED);

        assertThat(loadWithHistory(copy, 500))
                .usingRecursiveComparison()
                .ignoringFields("id")
                .isEqualTo(original);
        assertThat(capture(copy)).isEqualTo(captured);
        assertThat(captured.image().ttl()).isEqualTo(Duration.ofMinutes(90));
        assertThat(listOf("u1").sessions())
                .extracting(session -> session.id().value())
                .contains("copy", "s1");
        assertThat(ids(list(500, null))).contains("copy", "s1");
    }

    @Test
    void aRestoredSessionLivesOn() {
        rich(s1);
        CaptureSession.Captured captured = capture(s1);
        restore(copy, captured, false);
        advance(Duration.ofMinutes(5));

        assertThat(seqs(append(copy, "next").messages()))
                .containsExactly(captured.image().nextSeq());

        Session session = load(copy);
        assertThat(session.version()).isEqualTo(captured.image().version() + 1);
        assertThat(session.createdAt()).isEqualTo(captured.image().createdAt());
        assertThat(session.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(90)));
        advance(Duration.ofMinutes(90));
        refused(SessionNotFound.class, new CaptureSession(copy, null, 10));
    }

    @Test
    void capturingCountsAsNoInteraction() {
        rich(s1);
        Session before = load(s1);
        advance(Duration.ofMinutes(1));

        capture(s1);

        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void theSameAgainChangesNothingAndAnotherStaysUnlessItIsToBeReplaced() {
        rich(s1);
        CaptureSession.Captured captured = capture(s1);
        put(s1, "file/a");

        assertThat(restore(s1, captured, true)).isEqualTo(Restored.UNCHANGED);
        append(s1, "newer");
        Session newer = loadWithHistory(s1, 500);
        assertThat(restore(s1, captured, false)).isEqualTo(Restored.DIFFERENT);
        assertThat(loadWithHistory(s1, 500)).isEqualTo(newer);

        assertThat(restore(s1, captured, true)).isEqualTo(Restored.REPLACED);
        assertThat(capture(s1)).isEqualTo(captured);
        assertThat(names(s1)).isEmpty();
    }

    @Test
    void anExpiredOneIsNotRestoredAndMakesWay() {
        rich(s1);
        CaptureSession.Captured captured = capture(s1);
        advance(Duration.ofMinutes(90));

        assertThat(restore(s1, captured, true)).isEqualTo(Restored.EXPIRED);
        assertThat(exists(s1)).isFalse();
        create(s1);
        CaptureSession.Captured young = capture(s1);
        advance(Fixtures.TTL.minusMillis(1));
        create(copy);
        advance(Duration.ofMillis(1));

        assertThat(restore(s1, young, true)).isEqualTo(Restored.EXPIRED);
        assertThat(restore(s1, capture(copy), false)).isEqualTo(Restored.RESTORED);
        assertThat(load(s1).createdAt()).isEqualTo(load(copy).createdAt());
    }

    @Test
    void aLongHistoryIsStagedUnseenAndThenThereAtOnce() {
        rich(s1);
        List<NewMessage> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            many.add(Fixtures.message("m" + i, now));
        }
        apply(ChangeBuilder.on(s1).append(many));
        CaptureSession.Captured captured = capture(s1);
        long first = captured.image().firstSeq();
        List<JsonText> messages = captured.messages();

        assertThat(stage("one", 0, first, messages.subList(0, 40))).isTrue();
        assertThat(exists(copy)).isFalse();
        assertThat(ids(list(500, null))).doesNotContain("copy");
        assertThat(stage("one", 30, first + 30, messages.subList(30, 60))).isFalse();
        assertThat(restoreStaged(captured, "one")).isEqualTo(Restored.LOST);
        assertThat(exists(copy)).isFalse();
        assertThat(stage("one", 40, first + 40, messages.subList(40, messages.size())))
                .isTrue();
        assertThat(restoreStaged(captured, "other")).isEqualTo(Restored.LOST);
        assertThat(restoreStaged(captured, "one")).isEqualTo(Restored.RESTORED);

        assertThat(capture(copy)).isEqualTo(captured);
        assertThat(restoreStaged(captured, "one")).isEqualTo(Restored.UNCHANGED);
        assertThat(stage("one", messages.size(), 1, List.of(JsonText.NULL))).isFalse();
    }

    @Test
    void aStagedHistoryIsAHistoryLikeAnyOther() {
        append(s1, "a", "b", "c", "d");
        CaptureSession.Captured captured = capture(s1);
        stage("one", 0, 1, captured.messages());
        restoreStaged(captured, "one");

        apply(ChangeBuilder.on(copy).policy(Fixtures.historyLimit(3)).append(Fixtures.message("e", now)));
        assertThat(contents(loadWithHistory(copy, 10).history())).containsExactly("c", "d", "e");
        assertThat(contents(page(copy, 2, 5L, null).messages())).containsExactly("c", "d");
        assertThat(read(new DebugSession(copy)).findings()).isEmpty();
        apply(ChangeBuilder.on(copy).clear());
        assertThat(load(copy).messageCount()).isZero();
        append(copy, "f");
        assertThat(contents(loadWithHistory(copy, 10).history())).containsExactly("f");
        delete(copy);
        assertThat(read(new DebugSession(copy)).keys()).isEmpty();
        append(copy, "new");
        assertThat(contents(loadWithHistory(copy, 10).history())).containsExactly("new");
    }

    @Test
    void beginningAnewDropsWhatWasStaged() {
        append(s1, "a", "b");
        CaptureSession.Captured captured = capture(s1);
        stage("one", 0, 1, List.of(JsonText.NULL, JsonText.NULL, JsonText.NULL));

        assertThat(stage("one", 0, 1, captured.messages())).isTrue();
        assertThat(restoreStaged(captured, "one")).isEqualTo(Restored.RESTORED);
        assertThat(contents(loadWithHistory(copy, 10).history())).containsExactly("a", "b");
    }

    @Test
    void aDamagedMessageStaysInItsPlace() {
        append(s1, "a", "b", "c");
        CaptureSession.Captured captured = capture(s1);
        List<JsonText> messages = new ArrayList<>(captured.messages());
        messages.set(1, JsonText.NULL);

        restore(copy, new CaptureSession.Captured(captured.image(), 1, messages, List.of()), false);

        assertThat(loadWithHistory(copy, 10).unreadableMessages()).containsExactly(2L);
        assertThat(contents(loadWithHistory(copy, 10).history())).containsExactly("a", "c");
        assertThat(capture(copy).messages()).isEqualTo(messages);
    }

    @Test
    void messageIdsAreRememberedAsTheyWere() {
        NewMessage known = Fixtures.message("m1", "a", now);
        apply(ChangeBuilder.on(s1).append(known));
        CaptureSession.Captured captured = capture(s1);
        RestoreSession.Seen seen = new RestoreSession.Seen("m1", 1, now, known.digest());
        apply(new RestoreSession(copy, captured.image(), captured.messages(), List.of(seen), null, false));

        assertThat(duplicates(apply(ChangeBuilder.on(copy).append(known)).messages()))
                .containsExactly(true);
        List<RestoreSession.Seen> full = LongStream.rangeClosed(1, 1000)
                .mapToObj(at -> new RestoreSession.Seen("id" + at, at, now, "digest"))
                .toList();
        apply(new RestoreSession(key("full"), captured.image(), captured.messages(), full, null, false));
        append(key("full"), "no id");
        apply(ChangeBuilder.on(key("full")).append(Fixtures.message("id1001", "x", now)));
        // The oldest made way for the newest.
        assertThat(duplicates(apply(ChangeBuilder.on(key("full")).append(Fixtures.message("id1", "x", now)))
                        .messages()))
                .containsExactly(false);
    }

    @Test
    void pagesOfACaptureFollowOneAnother() {
        append(s1, "a", "b", "c", "d", "e");
        apply(ChangeBuilder.on(s1).state("{\"x\":1}").patch());

        CaptureSession.Captured first = read(new CaptureSession(s1, null, 2));
        CaptureSession.Captured second = read(new CaptureSession(s1, 2L, 2));
        CaptureSession.Captured last = read(new CaptureSession(s1, 4L, 2));

        assertThat(first.image().state()).hasSize(1);
        assertThat(second.image().state()).isEmpty();
        assertThat(List.of(first.from(), second.from(), last.from())).containsExactly(1L, 3L, 5L);
        assertThat(List.of(first.next(), second.next(), last.next())).containsExactly(3L, 5L, 6L);
        assertThat(read(new CaptureSession(s1, 5L, 2)).messages()).isEmpty();
        apply(ChangeBuilder.on(s1).clear());
        assertThat(read(new CaptureSession(s1, 2L, 2)).from()).isEqualTo(6);
    }

    @Test
    void documentsAreRestoredWithTheirLives() {
        UserKey u1 = UserKey.of(namespace.name(), "u1");
        create(s1);
        put(s1, "file/a");
        put(s1, "file/a");
        put(s1, "own/a", Duration.ofHours(3));
        put(u1, "file/a");
        put(u1, "own/a", Duration.ofHours(3));
        restore(copy, capture(s1), false);
        advance(Duration.ofMinutes(1));

        UserKey u2 = UserKey.of(namespace.name(), "u2");
        for (DocumentKey key : List.of(DocumentKey.of(s1, "file", "a"), DocumentKey.of(s1, "own", "a"))) {
            restoresAs(key, new DocumentKey(copy, key.name()));
        }
        for (DocumentKey key : List.of(DocumentKey.of(u1, "file", "a"), DocumentKey.of(u1, "own", "a"))) {
            restoresAs(key, new DocumentKey(u2, key.name()));
        }
        advance(Fixtures.TTL);
        assertThat(names(copy)).containsExactly("own/a");
        advance(Duration.ofHours(3));
        assertThat(names(copy)).isEmpty();
        assertThat(names(u2)).containsExactly("file/a");
    }

    @Test
    void aDocumentNeedsItsSession() {
        create(s1);
        put(s1, "file/a");
        Document document = read(new LoadDocument(DocumentKey.of(s1, "file", "a")));
        DocumentKey there = DocumentKey.of(copy, "file", "a");

        assertThat(apply(restoring(there, document, null, now, null, false))).isEqualTo(Restored.ORPHANED);
        advance(Duration.ofMillis(1));
        create(copy);
        assertThat(apply(restoring(there, document, null, now.minusMillis(1), null, false)))
                .isEqualTo(Restored.ORPHANED);
        assertThat(names(copy)).isEmpty();
        assertThat(apply(restoring(there, document, null, now, null, false))).isEqualTo(Restored.RESTORED);
    }

    @Test
    void aDocumentThatOutlivedItsSessionKeepsItInItsUsersIndex() {
        apply(ChangeBuilder.on(s1).user("u1").create());
        put(s1, "own/a", Duration.ofHours(3));
        advance(Fixtures.TTL);
        create(key("other"));
        Document document = read(new LoadDocument(DocumentKey.of(s1, "own", "a")));
        assertThat(read(new FindOwner(s1))).contains(new UserId("u1"));

        DocumentKey there = DocumentKey.of(copy, "own", "a");
        Duration left = Duration.ofHours(2);
        assertThat(apply(restoring(there, document, left, null, new UserId("u2"), false)))
                .isEqualTo(Restored.RESTORED);

        assertThat(read(new LoadDocument(there)).body()).isEqualTo(document.body());
        assertThat(read(new FindOwner(copy))).contains(new UserId("u2"));
        assertThat(scan(new UserId("u2"), 10)).containsExactly("copy");
        assertThat(exists(copy)).isFalse();
    }

    @Test
    void aScanFindsAllThatIsThere() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            SessionKey key = key("s" + i);
            apply(ChangeBuilder.on(key).user(i % 2 == 0 ? "u1" : "u2").create());
            put(key, "file/a");
            all.add("s" + i);
            if (i % 3 == 0) {
                advance(Duration.ofMillis(1));
            }
        }
        put(UserKey.of(namespace.name(), "u1"), "file/a");
        put(UserKey.of(namespace.name(), "u1"), "own/a", Duration.ofHours(1));

        for (int limit : new int[] {1, 7, 25, 26, 500}) {
            assertThat(scan(null, limit)).containsExactlyInAnyOrderElementsOf(all);
            assertThat(scan(new UserId("u2"), limit)).hasSize(12);
            assertThat(scanDocuments(limit)).hasSize(27).doesNotHaveDuplicates();
        }
        assertThat(read(new ScanSessions(namespace, null, "no such place", 500)).sessions())
                .isNotEmpty();
    }

    private void rich(SessionKey key) {
        apply(ChangeBuilder.on(key)
                .user("u1")
                .state("{\"n\":1e400,\"o\":{\"b\":1.10,\"a\":[]},\"u\":\"\\u00e9\"}")
                .metadata("{\"z\":{},\"a\":1}")
                .origin("/api/v1/sessions", "test")
                .ttl(Duration.ofMinutes(90))
                .create());
        append(key, "a", "b");
        apply(ChangeBuilder.on(key).policy(Fixtures.historyLimit(2)).append(Fixtures.message("c", now)));
    }

    private CaptureSession.Captured capture(SessionKey key) {
        return read(new CaptureSession(key, null, 1000));
    }

    private Restored restore(SessionKey key, CaptureSession.Captured captured, boolean replace) {
        return apply(new RestoreSession(key, captured.image(), captured.messages(), List.of(), null, replace));
    }

    private boolean stage(String staging, long at, long seq, List<JsonText> messages) {
        return apply(new StageMessages(copy, staging, at, seq, messages));
    }

    private Restored restoreStaged(CaptureSession.Captured captured, String staging) {
        return apply(new RestoreSession(copy, captured.image(), List.of(), List.of(), staging, false));
    }

    private void restoresAs(DocumentKey from, DocumentKey to) {
        Document document = read(new LoadDocument(from));
        boolean own = "own".equals(from.name().type());
        var sessionCreatedAt =
                from.owner() instanceof SessionKey key ? load(key).createdAt() : null;
        RestoreDocument restore = new RestoreDocument(
                to,
                document.body(),
                document.entry().version(),
                document.entry().updatedAt(),
                own ? document.entry().expiresAt() : null,
                sessionCreatedAt,
                null,
                false);

        assertThat(apply(restore)).isEqualTo(Restored.RESTORED);
        assertThat(read(new LoadDocument(to))).isEqualTo(document);
        assertThat(apply(restore)).isEqualTo(Restored.UNCHANGED);
        put(to.owner(), to.name().type() + "/" + to.name().key());
        assertThat(apply(restore)).isEqualTo(Restored.DIFFERENT);
        assertThat(apply(new RestoreDocument(
                        to,
                        restore.body(),
                        restore.version(),
                        restore.updatedAt(),
                        restore.expiresAt(),
                        sessionCreatedAt,
                        null,
                        true)))
                .isEqualTo(Restored.REPLACED);
        assertThat(read(new LoadDocument(to))).isEqualTo(document);
    }

    private RestoreDocument restoring(
            DocumentKey to,
            Document document,
            @Nullable Duration left,
            java.time.@Nullable Instant sessionCreatedAt,
            @Nullable UserId user,
            boolean replace) {
        return new RestoreDocument(
                to,
                document.body(),
                document.entry().version(),
                document.entry().updatedAt(),
                left == null ? null : now.plus(left),
                sessionCreatedAt,
                user,
                replace);
    }

    private List<String> scan(@Nullable UserId user, int limit) {
        List<String> found = new ArrayList<>();
        String from = null;
        do {
            ScanSessions.Part part = read(new ScanSessions(namespace, user, from, limit));
            part.sessions().forEach(id -> found.add(id.value()));
            from = part.next();
        } while (from != null);
        return found;
    }

    private List<DocumentKey> scanDocuments(int limit) {
        List<DocumentKey> found = new ArrayList<>();
        String from = null;
        do {
            ScanDocuments.Part part = read(new ScanDocuments(namespace, from, limit));
            found.addAll(part.documents());
            from = part.next();
        } while (from != null);
        return found;
    }
}
