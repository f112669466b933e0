package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.DeleteDocument;
import io.continuo.model.DocumentOwner;
import io.continuo.model.PutDocument;
import io.continuo.model.RemoveUserDocuments;

/** A document's change that is sent twice. */
public abstract class DocumentIdempotencyContract extends DocumentFacts {

    @Test
    void aReplayedPutGivesTheFirstOutcomeAndChangesNothing() {
        for (DocumentOwner owner : owners()) {
            PutDocument.Written first =
                    apply(on(owner, "own/a").ttl(LONG).once("k", "d").put("{\"a\":1}"));
            advance(Duration.ofSeconds(1));
            apply(on(owner, "own/a").put("[]"));
            var before = load(owner, "own/a");

            PutDocument.Written replay =
                    apply(on(owner, "own/a").ttl(LONG).once("k", "d").put("{\"a\":1}"));

            assertThat(replay).isEqualTo(new PutDocument.Written(first.entry(), true, true));
            assertThat(load(owner, "own/a")).isEqualTo(before);
        }
    }

    @Test
    void aReplayOfADocumentThatFollowsGivesTheFirstOutcomeToo() {
        for (DocumentOwner owner : owners()) {
            put(owner, "file/a");
            PutDocument.Written first = apply(on(owner, "file/a").once("k", "d").put("2"));
            apply(on(owner, "file/a").delete());

            PutDocument.Written replay =
                    apply(on(owner, "file/a").once("k", "d").put("2"));

            assertThat(replay).isEqualTo(new PutDocument.Written(first.entry(), false, true));
            assertThat(names(owner)).isEmpty();
        }
    }

    @Test
    void theKeyIsLookedUpBeforeEverythingElse() {
        for (DocumentOwner owner : owners()) {
            apply(on(owner, "file/a").once("k", "d").ifAbsent().most(1).put("1"));

            assertThat(apply(on(owner, "file/a")
                                    .once("k", "d")
                                    .ifAbsent()
                                    .most(0)
                                    .put("1"))
                            .replayed())
                    .isTrue();
            refused(
                    IdempotencyKeyReused.class,
                    on(owner, "file/a").once("k", "x").ifVersion(9).put("1"));
            refused(
                    IdempotencyKeyReused.class,
                    on(owner, "none/a").once("k", "x").delete());
        }
    }

    @Test
    void aReplayedDeletionGivesTheVersionThatWasRemoved() {
        for (DocumentOwner owner : owners()) {
            put(owner, "file/a");
            put(owner, "file/a");
            assertThat(apply(on(owner, "file/a").once("del", "d").delete()))
                    .isEqualTo(new DeleteDocument.Deleted(2, false));
            put(owner, "file/a");

            assertThat(apply(on(owner, "file/a").once("del", "d").delete()))
                    .isEqualTo(new DeleteDocument.Deleted(2, true));

            assertThat(names(owner)).containsExactly("file/a");
            refused(
                    IdempotencyKeyReused.class,
                    on(owner, "file/a").once("del", "x").delete());
        }
    }

    @Test
    void aFailureIsNotKept() {
        for (DocumentOwner owner : owners()) {
            refused(DocumentNotFound.class, on(owner, "file/a").once("a", "d").delete());
            refused(
                    VersionConflict.class,
                    on(owner, "file/a").once("b", "d").ifVersion(1).put("1"));

            assertThat(apply(on(owner, "file/a").once("a", "other").put("1")).replayed())
                    .isFalse();
            assertThat(apply(on(owner, "file/a").once("b", "d").ifVersion(1).put("1"))
                            .replayed())
                    .isFalse();
        }
    }

    @Test
    void keysOfASessionAndOfItsDocumentsShareOneSpace() {
        apply(ChangeBuilder.on(s1).once("create", "d").create());
        apply(on(s1, "file/a").once("put", "e").put("1"));

        refused(IdempotencyKeyReused.class, on(s1, "file/a").once("create", "e").put("1"));
        refused(IdempotencyKeyReused.class, on(s1, "file/a").once("create", "e").delete());
        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("put", "d").touch());
        refused(
                IdempotencyKeyReused.class,
                ChangeBuilder.on(s1).once("put", "d").append(Fixtures.message("a", now)));
        assertThat(names(s1)).containsExactly("file/a");
    }

    @Test
    void aRecordOfAnotherKindOfChangeIsAnsweredWithItsVersion() {
        create(s1);
        apply(ChangeBuilder.on(s1).once("touch", "d").touch());
        put(s1, "file/a");
        put(s1, "file/a");
        apply(on(s1, "file/a").once("put", "d").put("1"));

        PutDocument.Written put = apply(on(s1, "file/a").once("touch", "d").put("1"));
        assertThat(put.replayed()).isTrue();
        assertThat(put.entry().version()).isEqualTo(2);
        assertThat(apply(on(s1, "file/a").once("put", "d").delete())).isEqualTo(new DeleteDocument.Deleted(3, true));
        var touched = apply(ChangeBuilder.on(s1).once("put", "d").touch());
        assertThat(touched.replayed()).isTrue();
        assertThat(touched.version()).isEqualTo(3);
        assertThat(load(s1, "file/a").entry().version()).isEqualTo(3);
        assertThat(load(s1).version()).isEqualTo(2);
    }

    @Test
    void keysOfOwnersNeverMeet() {
        create(s1);
        create(key("u1"));
        for (DocumentOwner owner : List.of(s1, u1, key("u1"), user("u2"))) {
            assertThat(apply(on(owner, "file/a").once("k", "d" + owner).put("1"))
                            .replayed())
                    .isFalse();
        }
    }

    @Test
    void aKeyGoesWithItsSession() {
        create(s1);
        apply(on(s1, "own/a").ttl(LONG).once("k", "d").put("1"));
        advance(Fixtures.TTL);

        refused(SessionNotFound.class, on(s1, "own/a").ttl(LONG).once("k", "d").put("1"));
        // Without a living session a deletion neither looks a key up nor keeps it.
        assertThat(apply(on(s1, "own/a").once("k", "other").delete())).isEqualTo(new DeleteDocument.Deleted(1, false));
        refused(DocumentNotFound.class, on(s1, "own/a").once("k", "other").delete());
        create(s1);
        assertThat(apply(on(s1, "own/a").once("k", "third").put("1")).created()).isTrue();
    }

    @Test
    void aUsersKeyIsKeptADay() {
        apply(on(u1, "file/a").once("k", "d").put("1"));

        advance(Duration.ofHours(24).minusMillis(1));
        assertThat(apply(on(u1, "file/a").once("k", "d").put("1")).replayed()).isTrue();
        advance(Duration.ofMillis(1));
        PutDocument.Written fresh = apply(on(u1, "file/a").once("k", "other").put("1"));
        assertThat(fresh.replayed()).isFalse();
        assertThat(fresh.entry().version()).isEqualTo(2);
    }

    @Test
    void theLastThousandKeyedWritesOfAUserAreKept() {
        for (int i = 0; i <= 1_000; i++) {
            apply(on(u1, "file/a").once("k" + i, "d").put("1"));
        }

        assertThat(apply(on(u1, "file/a").once("k1", "d").put("1")).replayed()).isTrue();
        assertThat(apply(on(u1, "file/a").once("k0", "other").put("1")).replayed())
                .isFalse();
        assertThat(apply(on(u1, "file/a").once("k1", "other").put("1")).replayed())
                .isFalse();
        assertThat(apply(on(u1, "file/a").once("k3", "d").put("1")).replayed()).isTrue();
    }

    @Test
    void aUsersKeysGoWithTheUsersDocuments() {
        apply(on(u1, "file/a").once("k", "d").put("1"));

        apply(new RemoveUserDocuments(u1, java.util.Set.of(), true));
        assertThat(apply(on(u1, "file/a").once("k", "d").put("1")).replayed()).isTrue();
        apply(new RemoveUserDocuments(u1, java.util.Set.of(), false));

        PutDocument.Written fresh = apply(on(u1, "file/a").once("k", "other").put("1"));
        assertThat(fresh.created()).isTrue();
        assertThat(fresh.replayed()).isFalse();
    }

    private List<DocumentOwner> owners() {
        create(s1);
        return List.of(s1, u1);
    }
}
