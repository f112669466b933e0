package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.continuo.model.ListUserSessions;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Idle;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.SweepSessions.OfUser;
import io.continuo.model.SweepSessions.One;

/** Taking sessions out with what belongs to them. Each dry run counts the same and changes nothing. */
public abstract class SessionSweepContract extends DocumentFacts {

    private final SessionKey s2 = key("s2");
    private final SessionKey s3 = key("s3");
    private final Picture.Of all = pictureOf(List.of(s1, s2, s3, u1, user("u2")), "file", "own", "kept");

    @Test
    void inactiveTakesExpiredSessionsAndLeavesWhatSurvives() {
        furnish(s1, "u1");
        advance(Fixtures.TTL);
        furnish(s2, "u1");

        Sweep swept = sweepTwice(all, new Inactive(null));

        assertThat(swept.removed()).isEqualTo(removed(0, 1, 0, 0, 0));
        assertThat(swept.samples()).isEmpty();
        assertThat(names(s1)).containsExactly("own/a");
        assertThat(names(s2)).containsExactly("file/a", "own/a");
        assertThat(sweep(new Inactive(null)).removed()).isEqualTo(Removed.NOTHING);
    }

    @Test
    void inactiveTakesIdleSessionsWithAllTheirDocuments() {
        furnish(s1, "u1");
        advance(Duration.ofMinutes(10));
        furnish(s2, "u1");

        Sweep swept = sweepTwice(all, new Inactive(now));

        assertThat(swept.removed()).isEqualTo(removed(1, 0, 2, 2, 0));
        assertThat(swept.samples()).containsExactly(s1.id());
        assertThat(names(s1)).isEmpty();
        assertThat(names(s2)).containsExactly("file/a", "own/a");
        assertThat(sweep(new SweepDocuments.All(now.plusSeconds(1))).removed()).isEqualTo(removed(0, 0, 0, 2, 0));
    }

    @Test
    void idleTakesLivingSessionsAlone() {
        furnish(s1, "u1");
        apply(ChangeBuilder.on(s2).ttl(Duration.ofDays(1)).user("u1").create());
        put(s2, "file/a");
        advance(Fixtures.TTL);
        create(s3);

        Sweep swept = sweepTwice(all, new Idle(now));

        assertThat(swept.removed()).isEqualTo(removed(1, 0, 0, 1, 0));
        assertThat(swept.samples()).containsExactly(s2.id());
        assertThat(exists(s3)).isTrue();
        assertThat(sweep(new Inactive(null)).removed()).isEqualTo(removed(0, 1, 0, 0, 0));
    }

    @Test
    void ofUserTakesTheSessionsOfTheUserAlone() {
        furnish(s1, "u1");
        furnish(s2, "u2");
        furnish(s3, "u1");
        apply(ChangeBuilder.on(s3).user("u2").patch());
        put(u1, "file/a");

        Sweep swept = sweepTwice(all, new OfUser(u1.id(), null, Set.of()));

        assertThat(swept.removed()).isEqualTo(removed(1, 0, 2, 2, 0));
        assertThat(swept.samples()).containsExactly(s1.id());
        assertThat(names(s2)).hasSize(2);
        assertThat(names(s3)).hasSize(2);
        assertThat(names(u1)).containsExactly("file/a");
        assertThat(indexed()).isZero();
    }

    @Test
    void ofUserSinceLeavesThoseThatWereActive() {
        furnish(s1, "u1");
        advance(Duration.ofMinutes(1));
        furnish(s2, "u1");

        assertThat(sweepTwice(all, new OfUser(u1.id(), now, Set.of())).samples())
                .containsExactly(s1.id());
        assertThat(exists(s2)).isTrue();
    }

    @Test
    void whatIsKeptStaysReadableForAsLong() {
        furnish(s1, "u1");
        put(s1, "kept/a");
        put(s1, "kept/b", LONG);
        Instant end = load(s1).expiresAt();

        Sweep swept = sweepTwice(all, new OfUser(u1.id(), null, Set.of("kept")));

        assertThat(swept.removed()).isEqualTo(removed(1, 0, 2, 2, 0));
        assertThat(exists(s1)).isFalse();
        assertThat(names(s1)).containsExactly("kept/a", "kept/b");
        assertThat(load(s1, "kept/a").entry().expiresAt()).isEqualTo(end);
        assertThat(load(s1, "kept/b").entry().expiresAt()).isEqualTo(now.plus(LONG));
        assertThat(indexed()).isEqualTo(1);
        assertThat(sweepTwice(all, new OfUser(u1.id(), null, Set.of("kept"))).removed())
                .isEqualTo(Removed.NOTHING);
        assertThat(apply(on(s1, "kept/a").delete()).version()).isEqualTo(1);
        advance(Duration.ofHours(1));
        assertThat(names(s1)).containsExactly("kept/b");
        assertThat(sweepTwice(all, new OfUser(u1.id(), null, Set.of())).removed())
                .isEqualTo(removed(0, 0, 0, 1, 1));
        assertThat(indexed()).isZero();
    }

    @Test
    void ofUserTakesWhatExpiredSessionsLeft() {
        furnish(s1, "u1");
        put(s1, "kept/a", LONG);
        furnish(s2, "u1");
        advance(Fixtures.TTL);

        assertThat(sweepTwice(all, new OfUser(u1.id(), null, Set.of("kept"))).removed())
                .isEqualTo(removed(0, 2, 0, 2, 0));

        assertThat(names(s1)).containsExactly("kept/a");
        assertThat(names(s2)).isEmpty();
        assertThat(indexed()).isEqualTo(1);
    }

    @Test
    void oneTakesOneSession() {
        furnish(s1, "u1");
        furnish(s2, "u1");

        Sweep swept = sweepTwice(all, new One(s1.id()));

        assertThat(swept.removed()).isEqualTo(removed(1, 0, 2, 2, 0));
        assertThat(swept.samples()).containsExactly(s1.id());
        assertThat(names(s1)).isEmpty();
        assertThat(indexed()).isEqualTo(1);
        assertThat(sweepTwice(all, new One(s1.id())).removed()).isEqualTo(Removed.NOTHING);
        advance(Fixtures.TTL);
        assertThat(sweepTwice(all, new One(s2.id())).removed()).isEqualTo(removed(0, 1, 0, 1, 0));
        assertThat(indexed()).isZero();
    }

    @Test
    void aDryRunInSmallStepsCountsTheSame() {
        for (int i = 0; i < 25; i++) {
            furnish(key("m" + i), "u1");
        }
        advance(Duration.ofMinutes(1));
        Sweep small = Sweep.sessions(store(), namespace, new Idle(now), 3, true, now);

        Sweep real = Sweep.sessions(store(), namespace, new Idle(now), 3, false, now);

        assertThat(small.removed()).isEqualTo(removed(25, 0, 50, 50, 0));
        small.agreesWith(real);
    }

    @Test
    void aPlaceThatMeansNothingBeginsAnew() {
        furnish(s1, "u1");
        advance(Duration.ofMinutes(1));

        var step = apply(new SweepSessions(namespace, new Idle(now), "no place", 10, true));

        assertThat(step.removed()).isEqualTo(removed(1, 0, 2, 2, 0));
    }

    @Test
    void aSweepOfManyDocumentsEnds() {
        create(s1);
        for (int i = 0; i < 1_000; i++) {
            put(s1, "file/a" + i);
        }

        assertThat(sweepTwice(pictureOf(List.of(u1)), new One(s1.id())).removed())
                .isEqualTo(removed(1, 0, 0, 1_000, 0));
        assertThat(documents(s1).total()).isZero();
    }

    private void furnish(SessionKey key, String user) {
        apply(ChangeBuilder.on(key)
                .user(user)
                .state("{\"a\":1}")
                .append(Fixtures.message("a", now), Fixtures.message("b", now)));
        put(key, "file/a");
        put(key, "own/a", LONG);
    }

    private long indexed() {
        return read(new ListUserSessions(u1, null, 1)).total();
    }
}
