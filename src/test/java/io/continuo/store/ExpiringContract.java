package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.LoadSession;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;

/** When a session is absent, and what moves that time. */
public abstract class ExpiringContract extends StoreFacts {

    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void aSessionIsAbsentFromExactlyItsExpiry() {
        apply(ChangeBuilder.on(s1).user("u").append(Fixtures.message("a", now)));

        advance(Fixtures.TTL.minus(MILLI));
        assertThat(exists(s1)).isTrue();
        assertThat(load(s1).version()).isEqualTo(1);
        advance(MILLI);
        assertAbsent();
        advance(Duration.ofDays(400));
        assertAbsent();
    }

    private void assertAbsent() {
        assertThat(exists(s1)).isFalse();
        refused(SessionNotFound.class, new LoadSession(s1, null, null));
        refused(SessionNotFound.class, new LoadSession(s1, 1, Fixtures.POLICY));
        refused(SessionNotFound.class, new ReadMessages(s1, 5, false, null, null, null));
        refused(SessionNotFound.class, new ReadMessages(s1, 5, false, null, null, Fixtures.POLICY));
        assertThat(list(10, null).sessions()).isEmpty();
        assertThat(listOf("u").sessions()).isEmpty();
    }

    @Test
    void noChangeFindsAnExpiredSession() {
        for (String id : new String[] {"touch", "patch", "clear", "delete", "append", "put"}) {
            apply(ChangeBuilder.on(key(id)).state("{\"a\":1}").append(Fixtures.message("m", "a", now)));
        }
        advance(Fixtures.TTL);

        refused(SessionNotFound.class, ChangeBuilder.on(key("touch")).touch());
        refused(
                SessionNotFound.class,
                ChangeBuilder.on(key("patch")).state("{\"b\":1}").patch());
        refused(SessionNotFound.class, ChangeBuilder.on(key("clear")).clear());
        refused(SessionNotFound.class, ChangeBuilder.on(key("delete")).delete());
        refused(
                SessionNotFound.class,
                ChangeBuilder.on(key("append")).onlyIfThere().append(Fixtures.message("b", now)));
        assertThat(refused(
                                VersionConflict.class,
                                ChangeBuilder.on(key("put")).ifVersion(1).put())
                        .currentVersion())
                .isNull();
    }

    @Test
    void whatIsCreatedInAnExpiredSessionsPlaceStartsAnew() {
        apply(ChangeBuilder.on(s1)
                .user("u")
                .state("{\"a\":1}")
                .metadata("{\"m\":1}")
                .once("k", "d")
                .append(Fixtures.message("m1", "old", now)));
        advance(Fixtures.TTL);

        var created = apply(ChangeBuilder.on(s1)
                .once("k", "another")
                .state("{\"b\":2}")
                .answering(true, 9)
                .append(Fixtures.message("m1", "new", now)));

        assertThat(created.created()).isTrue();
        assertThat(created.replayed()).isFalse();
        assertThat(created.version()).isEqualTo(1);
        assertThat(seqs(created.messages())).containsExactly(1L);
        assertThat(created.session().state()).isEqualTo(Fixtures.members("{\"b\":2}"));
        assertThat(contents(created.session().history())).containsExactly("new");
        assertThat(created.session().createdAt()).isEqualTo(now);
        assertThat(created.session().userId()).isNull();
        assertThat(listOf("u").total()).isZero();
        assertThat(count()).isEqualTo(1);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(1).put()).version()).isEqualTo(2);
    }

    @Test
    void anExpiredSessionCanBeCreated() {
        create(s1);
        advance(Fixtures.TTL);

        assertThat(apply(ChangeBuilder.on(s1).ifAbsent().put()).created()).isTrue();
        advance(Fixtures.TTL);
        assertThat(create(s1).created()).isTrue();
    }

    @Test
    void aTtlOfItsOwnHoldsAgainstTheNamespaces() {
        apply(ChangeBuilder.on(s1).ttl(Duration.ofMinutes(5)).create());

        advance(Duration.ofMinutes(4));
        append(s1, "x");
        assertThat(load(s1).expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(5)));
        advance(Duration.ofMinutes(5));
        assertThat(exists(s1)).isFalse();
    }

    @Test
    void theNamespacesTtlIsThatOfTheStep() {
        create(s1);

        Session session = apply(ChangeBuilder.on(s1)
                        .policy(Fixtures.ttl(Duration.ofHours(9)))
                        .touch())
                .session();

        assertThat(session.expiresAt()).isEqualTo(now.plus(Duration.ofHours(9)));
        assertThat(apply(ChangeBuilder.on(s1)
                                .policy(Fixtures.ttl(Duration.ofMinutes(9)))
                                .touch())
                        .session()
                        .expiresAt())
                .isEqualTo(now.plus(Duration.ofMinutes(9)));
    }

    @Test
    void noSessionOutlivesItsMaxAge() {
        var policy = Fixtures.maxAge(Duration.ofMinutes(90));
        Instant end = now.plus(Duration.ofMinutes(90));
        assertThat(apply(ChangeBuilder.on(s1).policy(policy).create()).session().expiresAt())
                .isEqualTo(now.plus(Fixtures.TTL));

        advance(Duration.ofMinutes(50));
        assertThat(apply(ChangeBuilder.on(s1).policy(policy).touch()).session().expiresAt())
                .isEqualTo(end);
        assertThat(apply(ChangeBuilder.on(s1)
                                .policy(policy)
                                .ttl(Duration.ofDays(3))
                                .patch())
                        .session()
                        .expiresAt())
                .isEqualTo(end);
        assertThat(read(new LoadSession(s1, null, policy)).expiresAt()).isEqualTo(end);
        now = end.minus(MILLI);
        assertThat(exists(s1)).isTrue();
        now = end;
        assertThat(exists(s1)).isFalse();
    }

    @Test
    void aReadMovesNothingUnlessItSlides() {
        append(s1, "a");
        Session before = loadWithHistory(s1, 1);
        advance(Duration.ofMinutes(1));

        load(s1);
        page(s1, 5, null, null);
        exists(s1);
        list(5, null);

        assertThat(loadWithHistory(s1, 1)).isEqualTo(before);
    }

    @Test
    void aSlidingReadMovesTheExpiryAndNotTheVersion() {
        append(s1, "a");
        create(key("other"));
        advance(Duration.ofMinutes(1));

        Session read = read(new LoadSession(s1, 1, Fixtures.POLICY));

        assertThat(read.version()).isEqualTo(1);
        assertThat(read.lastInteraction()).isEqualTo(now);
        assertThat(read.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
        assertThat(contents(read.history())).containsExactly("a");
        assertThat(loadWithHistory(s1, 1)).isEqualTo(read);
        assertThat(ids(list(5, null))).containsExactly("s1", "other");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aSlidingPageMovesTheExpiryToo() {
        append(s1, "a");
        advance(Duration.ofMinutes(1));

        var page = read(new ReadMessages(s1, 5, false, null, null, Fixtures.POLICY));

        assertThat(contents(page.messages())).containsExactly("a");
        Session session = load(s1);
        assertThat(session.version()).isEqualTo(1);
        assertThat(session.lastInteraction()).isEqualTo(now);
        assertThat(session.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
    }

    @Test
    void aClockThatGoesBackNeverMovesTheLastInteractionBack() {
        create(s1);
        Instant first = now;
        now = first.minus(Duration.ofMinutes(10));

        Session touched = apply(ChangeBuilder.on(s1).touch()).session();
        assertThat(touched.version()).isEqualTo(2);
        assertThat(touched.lastInteraction()).isEqualTo(first);
        assertThat(touched.expiresAt()).isEqualTo(first.plus(Fixtures.TTL));
        assertThat(append(s1, "a").session().lastInteraction()).isEqualTo(first);
        assertThat(read(new LoadSession(s1, null, Fixtures.POLICY)).lastInteraction())
                .isEqualTo(first);
        assertThat(list(5, null).sessions().get(0).lastInteraction()).isEqualTo(first);
    }

    @Test
    void aClockThatGoesBackFindsTheSessionAgain() {
        create(s1);
        advance(Fixtures.TTL);
        assertThat(exists(s1)).isFalse();
        now = now.minus(MILLI);
        assertThat(exists(s1)).isTrue();
    }
}
