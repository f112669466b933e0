package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.DocumentEntry;
import io.continuo.model.PutDocument;

/** How long documents live: with their session, a life of their own, or for good. */
public abstract class DocumentLivesContract extends DocumentFacts {

    @Test
    void aDocumentWithoutATtlExpiresWithItsSession() {
        create(s1);
        advance(Duration.ofMinutes(10));
        assertThat(put(s1, "file/a").expiresAt()).isEqualTo(load(s1).expiresAt());

        advance(Duration.ofMinutes(50).minusMillis(1));
        assertThat(names(s1)).containsExactly("file/a");
        advance(Duration.ofMillis(1));
        absent(s1, "file/a");
        assertThat(names(s1)).isEmpty();
        refused(DocumentNotFound.class, on(s1, "file/a").delete());
    }

    @Test
    void aDocumentThatFollowsIsProlongedWithItsSession() {
        create(s1);
        put(s1, "file/a");
        advance(Duration.ofMinutes(40));
        append(s1, "a");
        advance(Duration.ofMinutes(40));

        DocumentEntry entry = load(s1, "file/a").entry();

        assertThat(entry.expiresAt()).isEqualTo(load(s1).expiresAt());
        assertThat(documents(s1).documents()).containsExactly(entry);
    }

    @Test
    void aDocumentThatFollowsGoesEarlierWithAShorterTtlOfItsSession() {
        create(s1);
        put(s1, "file/a");

        apply(ChangeBuilder.on(s1).ttl(Duration.ofMinutes(1)).patch());

        assertThat(load(s1, "file/a").entry().expiresAt()).isEqualTo(now.plusSeconds(60));
        advance(Duration.ofMinutes(1));
        absent(s1, "file/a");
    }

    @Test
    void aUsersDocumentWithoutATtlNeverExpires() {
        assertThat(put(u1, "file/a").expiresAt()).isNull();

        advance(Duration.ofDays(10_000));

        assertThat(load(u1, "file/a").entry().expiresAt()).isNull();
    }

    @Test
    void aLifeOfItsOwnCountsFromThePutAndIsNotMovedByReading() {
        create(s1);
        for (var owner : java.util.List.of(s1, u1)) {
            Instant end = now.plus(Duration.ofMinutes(10));
            assertThat(put(owner, "own/a", Duration.ofMinutes(10)).expiresAt()).isEqualTo(end);
            advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(load(owner, "own/a").entry().expiresAt()).isEqualTo(end);
            assertThat(documents(owner).documents().get(0).expiresAt()).isEqualTo(end);

            advance(Duration.ofMillis(1));

            absent(owner, "own/a");
            assertThat(documents(owner).total()).isZero();
            refused(DocumentNotFound.class, on(owner, "own/a").delete());
            PutDocument.Written again = apply(on(owner, "own/a").put("1"));
            assertThat(again.created()).isTrue();
            assertThat(again.entry().version()).isEqualTo(1);
        }
    }

    @Test
    void aPutGivesANewLife() {
        put(u1, "own/a", Duration.ofMinutes(10));
        advance(Duration.ofMinutes(5));

        assertThat(put(u1, "own/a", Duration.ofMinutes(10)).expiresAt()).isEqualTo(now.plusSeconds(600));

        advance(Duration.ofMinutes(9));
        assertThat(load(u1, "own/a").entry().version()).isEqualTo(2);
        put(u1, "own/a", Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));
        absent(u1, "own/a");
    }

    @Test
    void aLifeOfItsOwnOutlivesTheSession() {
        create(s1);
        put(s1, "file/a");
        DocumentEntry own = put(s1, "own/a", LONG);
        advance(Fixtures.TTL);

        assertThat(exists(s1)).isFalse();
        assertThat(load(s1, "own/a").entry()).isEqualTo(own);
        assertThat(documents(s1).documents()).containsExactly(own);
        assertThat(documents(s1).total()).isEqualTo(1);
        refused(SessionNotFound.class, on(s1, "own/a").put("1"));
        refused(SessionNotFound.class, on(s1, "own/a").ifVersion(1).put("1"));
        assertThat(load(s1, "own/a").entry()).isEqualTo(own);
        assertThat(apply(on(s1, "own/a").ifVersion(1).delete()).version()).isEqualTo(1);
        assertThat(names(s1)).isEmpty();
    }

    @Test
    void aChangeOfADocumentRemovesTheSessionThatHasExpired() {
        create(s1);
        put(s1, "file/a");
        put(s1, "own/a", LONG);
        put(s1, "own/b", LONG);
        Instant alive = now;
        advance(Fixtures.TTL);

        apply(on(s1, "own/a").delete());

        now = alive;
        assertThat(exists(s1)).isFalse();
        assertThat(count()).isZero();
        assertThat(names(s1)).containsExactly("own/b");
    }

    @Test
    void aSessionCreatedAnewFindsWhatSurvived() {
        apply(ChangeBuilder.on(s1).ttl(Duration.ofMinutes(1)).create());
        put(s1, "file/a");
        put(s1, "own/a", LONG);
        advance(Duration.ofMinutes(1));

        create(s1);

        assertThat(names(s1)).containsExactly("own/a");
        assertThat(apply(on(s1, "own/a").ttl(LONG).put("2")).entry().version()).isEqualTo(2);
        PutDocument.Written again = apply(on(s1, "file/a").put("2"));
        assertThat(again.created()).isTrue();
        assertThat(again.entry().version()).isEqualTo(1);
    }

    @Test
    void aSessionPutAnewFindsWhatSurvived() {
        create(s1);
        put(s1, "file/a");
        put(s1, "own/a", LONG);
        advance(Fixtures.TTL);

        assertThat(apply(ChangeBuilder.on(s1).put()).created()).isTrue();

        assertThat(names(s1)).containsExactly("own/a");
        // The place of what followed the old session is free.
        assertThat(apply(on(s1, "file/a").most(2).put("1")).created()).isTrue();
    }

    @Test
    void puttingALivingSessionLeavesItsDocuments() {
        create(s1);
        put(s1, "file/a");
        put(s1, "own/a", LONG);

        apply(ChangeBuilder.on(s1).put());
        apply(ChangeBuilder.on(s1).clear());

        assertThat(names(s1)).containsExactly("file/a", "own/a");
    }

    @Test
    void deletingASessionRemovesAllItsDocuments() {
        create(s1);
        put(s1, "file/a");
        put(s1, "own/a", LONG);
        put(u1, "file/a");

        delete(s1);

        absent(s1, "file/a");
        absent(s1, "own/a");
        assertThat(names(s1)).isEmpty();
        assertThat(names(u1)).containsExactly("file/a");
        assertThat(sweep(new io.continuo.model.SweepDocuments.All(now.plusSeconds(1))))
                .isEqualTo(new Sweep(1, removed(0, 0, 0, 1, 0), java.util.Set.of(document(u1, "file/a"))));
        create(s1);
        assertThat(names(s1)).isEmpty();
    }

    @Test
    void aDocumentMovesToALifeOfItsOwn() {
        create(s1);
        put(s1, "file/a");

        PutDocument.Written moved = apply(on(s1, "file/a").ttl(LONG).put("2"));

        assertThat(moved.created()).isFalse();
        assertThat(moved.entry().version()).isEqualTo(2);
        assertThat(moved.entry().expiresAt()).isEqualTo(now.plus(LONG));
        assertThat(documents(s1).documents()).containsExactly(moved.entry());
        assertThat(documents(s1).total()).isEqualTo(1);
        advance(Fixtures.TTL);
        assertThat(load(s1, "file/a").body()).isEqualTo(Fixtures.json("2"));
    }

    @Test
    void aDocumentMovesToTheLifeOfItsSession() {
        create(s1);
        put(s1, "own/a", LONG);

        PutDocument.Written moved = apply(on(s1, "own/a").put("2"));

        assertThat(moved.created()).isFalse();
        assertThat(moved.entry().version()).isEqualTo(2);
        assertThat(moved.entry().expiresAt()).isEqualTo(load(s1).expiresAt());
        assertThat(documents(s1).documents()).containsExactly(moved.entry());
        advance(Fixtures.TTL);
        absent(s1, "own/a");
        assertThat(names(s1)).isEmpty();
    }

    @Test
    void aUsersDocumentMovesBetweenLives() {
        put(u1, "file/a", Duration.ofMinutes(1));
        assertThat(put(u1, "file/a").expiresAt()).isNull();
        advance(Duration.ofMinutes(1));
        assertThat(load(u1, "file/a").entry().version()).isEqualTo(2);

        put(u1, "file/a", Duration.ofMinutes(1));

        assertThat(documents(u1).total()).isEqualTo(1);
        advance(Duration.ofMinutes(1));
        absent(u1, "file/a");
    }

    @Test
    void theLongestLifeDoesNotHoldTheOthers() {
        create(s1);
        put(s1, "own/long", LONG);
        put(s1, "own/short", Duration.ofMinutes(1));
        advance(Duration.ofMinutes(1));

        assertThat(names(s1)).containsExactly("own/long");
        assertThat(documents(s1).total()).isEqualTo(1);
    }
}
