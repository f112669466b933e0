package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.Session;
import io.continuo.model.SessionWritten;

/** Idempotency keys. */
public abstract class IdempotencyContract extends StoreFacts {

    @Test
    void theSameRequestTwiceHappensOnce() {
        Appended first =
                apply(ChangeBuilder.on(s1).once("k", "d").state("{\"x\":1}").append(Fixtures.message("a", now)));
        Session before = loadWithHistory(s1, 9);
        Instant sent = now;
        advance(Duration.ofMinutes(1));

        Appended replay =
                apply(ChangeBuilder.on(s1).once("k", "d").state("{\"x\":1}").append(Fixtures.message("a", now)));

        assertThat(first.replayed()).isFalse();
        assertThat(replay.replayed()).isTrue();
        assertThat(replay.version()).isEqualTo(1);
        assertThat(replay.created()).isTrue();
        assertThat(replay.changed()).isTrue();
        assertThat(replay.messages()).isEqualTo(first.messages());
        assertThat(replay.messages().get(0).stored()).isEqualTo(StoredMessage.of(Fixtures.message("a", sent)));
        assertThat(loadWithHistory(s1, 9)).isEqualTo(before);
        assertThat(list(5, null).sessions().get(0).lastInteraction()).isEqualTo(sent);
    }

    @Test
    void aReplayGivesTheFirstOutcomeWithTodaysSession() {
        SessionWritten created =
                apply(ChangeBuilder.on(s1).once("c", "d").state("{\"x\":1}").create());
        SessionWritten put =
                apply(ChangeBuilder.on(s1).once("p", "d").state("{\"x\":2}").put());
        Appended appended = apply(ChangeBuilder.on(s1).once("a", "d").append(Fixtures.message("a", now)));
        append(s1, "b");
        apply(ChangeBuilder.on(s1).state("{\"y\":3}").user("u").patch());
        Session today = load(s1);
        advance(Duration.ofMinutes(5));

        SessionWritten createdAgain =
                apply(ChangeBuilder.on(s1).once("c", "d").state("{\"x\":1}").create());
        assertThat(createdAgain).isEqualTo(new SessionWritten(today, created.version(), true, false, true));
        SessionWritten putAgain =
                apply(ChangeBuilder.on(s1).once("p", "d").state("{\"x\":2}").put());
        assertThat(putAgain).isEqualTo(new SessionWritten(today, put.version(), false, false, true));
        Appended appendedAgain =
                apply(ChangeBuilder.on(s1).once("a", "d").answering(true, 9).append(Fixtures.message("a", now)));
        assertThat(appendedAgain.messages()).isEqualTo(appended.messages());
        assertThat(appendedAgain.version()).isEqualTo(3);
        assertThat(appendedAgain.session().version()).isEqualTo(5);
        assertThat(appendedAgain.session().state()).isEqualTo(today.state());
        assertThat(contents(appendedAgain.session().history())).containsExactly("a", "b");
        assertThat(load(s1)).isEqualTo(today);
    }

    @Test
    void everyKindOfWriteIsReplayed() {
        append(s1, "a");
        SessionWritten patch =
                apply(ChangeBuilder.on(s1).once("p", "d").state("{\"x\":1}").patch());
        SessionWritten touch = apply(ChangeBuilder.on(s1).once("t", "d").touch());
        SessionWritten clear = apply(ChangeBuilder.on(s1).once("c", "d").clear());
        append(s1, "b");
        Session today = load(s1);
        advance(Duration.ofMinutes(1));

        assertThat(apply(ChangeBuilder.on(s1).once("p", "d").state("{\"x\":1}").patch()))
                .isEqualTo(new SessionWritten(today, patch.version(), false, false, true));
        assertThat(apply(ChangeBuilder.on(s1).once("t", "d").touch()))
                .isEqualTo(new SessionWritten(today, touch.version(), false, false, true));
        assertThat(apply(ChangeBuilder.on(s1).once("c", "d").clear()))
                .isEqualTo(new SessionWritten(today, clear.version(), false, false, true));
        assertThat(contents(loadWithHistory(s1, 5).history())).containsExactly("b");
    }

    @Test
    void anotherRequestUnderTheKeyIsRefused() {
        apply(ChangeBuilder.on(s1).once("k", "d").append(Fixtures.message("a", now)));
        Session before = load(s1);

        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("k", "other").append(Fixtures.message("b", now)));
        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("k", "other").create());
        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("k", "other").delete());

        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void theKeyIsLookedUpBeforeEverythingElse() {
        apply(ChangeBuilder.on(s1).once("k", "d").create());
        touch();

        assertThat(apply(ChangeBuilder.on(s1).once("k", "d").ifVersion(99).create())
                        .replayed())
                .isTrue();
        assertThat(apply(ChangeBuilder.on(s1).once("k", "d").ifAbsent().create())
                        .replayed())
                .isTrue();
        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("k", "x").ifVersion(99).put());
    }

    @Test
    void onlyWritesThatSucceededAreRecorded() {
        create(s1);
        refused(
                VersionConflict.class,
                ChangeBuilder.on(s1).once("k", "d").ifVersion(9).touch());

        SessionWritten touched = apply(ChangeBuilder.on(s1).once("k", "other").touch());

        assertThat(touched.replayed()).isFalse();
        assertThat(touched.version()).isEqualTo(2);
    }

    @Test
    void aSuccessThatChangedNothingIsRecordedToo() {
        apply(ChangeBuilder.on(s1).append(Fixtures.message("m", "a", now)));
        apply(ChangeBuilder.on(s1).once("p", "d").patch());
        Appended duplicate = apply(ChangeBuilder.on(s1).once("a", "d").append(Fixtures.message("m", "a", now)));
        touch();

        SessionWritten patch = apply(ChangeBuilder.on(s1).once("p", "d").patch());
        assertThat(patch.replayed()).isTrue();
        assertThat(patch.version()).isEqualTo(1);
        Appended again = apply(ChangeBuilder.on(s1).once("a", "d").append(Fixtures.message("m", "a", now)));
        assertThat(again.replayed()).isTrue();
        assertThat(again.changed()).isFalse();
        assertThat(again.version()).isEqualTo(1);
        assertThat(again.messages()).isEqualTo(duplicate.messages());
        refused(IdempotencyKeyReused.class, ChangeBuilder.on(s1).once("p", "x").patch());
    }

    @Test
    void theOutcomeOfEachMessageIsKept() {
        apply(ChangeBuilder.on(s1).append(Fixtures.message("m", "a", now)));
        advance(Duration.ofSeconds(1));
        var request = List.of(Fixtures.message("m", "a", now), Fixtures.message("b", now.minusSeconds(9)));
        Appended first = apply(ChangeBuilder.on(s1).once("k", "d").append(request));
        apply(ChangeBuilder.on(s1).clear());
        advance(Duration.ofSeconds(1));

        Appended replay = apply(ChangeBuilder.on(s1).once("k", "d").append(request));

        assertThat(seqs(replay.messages())).containsExactly(1L, 2L);
        assertThat(duplicates(replay.messages())).containsExactly(true, false);
        assertThat(replay.messages()).isEqualTo(first.messages());
    }

    @Test
    void aKeyIsKeptADay() {
        apply(ChangeBuilder.on(s1).once("k", "d").ttl(Duration.ofDays(9)).create());

        advance(Duration.ofHours(24).minusMillis(1));
        assertThat(apply(ChangeBuilder.on(s1).once("k", "d").create()).replayed())
                .isTrue();
        advance(Duration.ofMillis(1));
        SessionWritten fresh = apply(ChangeBuilder.on(s1).once("k", "other").touch());
        assertThat(fresh.replayed()).isFalse();
        assertThat(fresh.version()).isEqualTo(2);
        assertThat(apply(ChangeBuilder.on(s1).once("k", "other").touch()).replayed())
                .isTrue();
    }

    @Test
    void theLastThousandKeyedWritesAreKept() {
        create(s1);
        apply(ChangeBuilder.on(s1).once("k0", "d").touch());
        apply(ChangeBuilder.on(s1).once("k1", "d").touch());
        for (int i = 2; i <= 1000; i++) {
            apply(ChangeBuilder.on(s1).once("k" + i, "d").touch());
        }
        // Neither a replay nor a write without a key takes a place.
        assertThat(apply(ChangeBuilder.on(s1).once("k1", "d").touch()).replayed())
                .isTrue();
        touch();

        assertThat(apply(ChangeBuilder.on(s1).once("k1", "d").touch()).replayed())
                .isTrue();
        SessionWritten forgotten =
                apply(ChangeBuilder.on(s1).once("k0", "other").touch());
        assertThat(forgotten.replayed()).isFalse();
        assertThat(apply(ChangeBuilder.on(s1).once("k1", "other").touch()).replayed())
                .isFalse();
        assertThat(apply(ChangeBuilder.on(s1).once("k3", "d").touch()).replayed())
                .isTrue();
    }

    @Test
    void deletingLooksTheKeyUpAndDoesNotKeepIt() {
        create(s1);
        apply(ChangeBuilder.on(s1).once("k", "d").touch());
        touch();

        assertThat(apply(ChangeBuilder.on(s1).once("k", "d").delete()).version())
                .isEqualTo(2);
        assertThat(exists(s1)).isTrue();
        assertThat(apply(ChangeBuilder.on(s1).once("del", "d").delete()).version())
                .isEqualTo(3);
        refused(SessionNotFound.class, ChangeBuilder.on(s1).once("del", "d").delete());
    }

    @Test
    void keysBelongToTheirSession() {
        apply(ChangeBuilder.on(s1).once("k", "d").create());

        assertThat(apply(ChangeBuilder.on(key("s2")).once("k", "other").create())
                        .replayed())
                .isFalse();
    }

    @Test
    void keysAndMessageIdsNeverMeet() {
        apply(ChangeBuilder.on(s1).once("same", "d").append(Fixtures.message("other", "a", now)));

        Appended appended = apply(ChangeBuilder.on(s1).once("other", "d2").append(Fixtures.message("same", "b", now)));

        assertThat(appended.replayed()).isFalse();
        assertThat(seqs(appended.messages())).containsExactly(2L);
        assertThat(load(s1).metadata()).isEqualTo(JsonText.EMPTY_OBJECT);
    }

    @Test
    void everyVisibleCharacterIsAKeysOwn() {
        create(s1);
        for (char c = '!'; c <= '~'; c++) {
            assertThat(apply(ChangeBuilder.on(s1).once("k" + c, "d" + c).touch())
                            .replayed())
                    .isFalse();
        }
        for (char c = '!'; c <= '~'; c++) {
            assertThat(apply(ChangeBuilder.on(s1).once("k" + c, "d" + c).touch())
                            .replayed())
                    .isTrue();
        }
    }

    private void touch() {
        apply(ChangeBuilder.on(s1).touch());
    }
}
