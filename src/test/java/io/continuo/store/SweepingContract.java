package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.continuo.model.ClaimDuty;
import io.continuo.model.Removed;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.SweepSessions.Swept;

/** Sweeping, and who does it. */
public abstract class SweepingContract extends StoreFacts {

    @Test
    void expiredSessionsAreTakenOut() {
        for (String id : List.of("a", "b", "c")) {
            apply(ChangeBuilder.on(key(id)).user("u").append(Fixtures.message("m", "x", now)));
        }
        advance(Duration.ofMinutes(30));
        apply(ChangeBuilder.on(key("b")).touch());
        advance(Duration.ofMinutes(30));

        Swept swept = sweep(null, 100);

        assertThat(swept.examined()).isEqualTo(3);
        assertThat(swept.removed()).isEqualTo(new Removed(0, 2, 0, 0, 0));
        assertThat(count()).isEqualTo(1);
        assertThat(ids(list(5, null))).containsExactly("b");
        assertThat(listOf("u").total()).isEqualTo(1);
        assertThat(sweep(null, 100)).isEqualTo(new Swept(1, Removed.NOTHING, List.of(), null));
        // Nothing of them is left that a clock that goes back could find.
        now = now.minus(Duration.ofMinutes(59));
        assertThat(exists(key("a"))).isFalse();
        assertThat(exists(key("b"))).isTrue();
    }

    @Test
    void aSweepGoesOnWhereTheLastOneEnded() {
        for (int i = 0; i < 10; i++) {
            var builder = ChangeBuilder.on(key("s" + i));
            apply(i % 2 == 0 ? builder.ttl(Duration.ofMinutes(1)).create() : builder.create());
        }
        advance(Duration.ofMinutes(2));

        for (int limit : new int[] {1, 3, 4}) {
            assertThat(sweep(null, limit).examined()).isPositive();
        }
        assertThat(count()).isEqualTo(5);
        assertThat(ids(list(50, null))).containsExactly("s9", "s7", "s5", "s3", "s1");
    }

    @Test
    void aStepLooksAtNoMoreThanItsLimit() {
        for (int i = 0; i < 7; i++) {
            create(key("s" + i));
        }
        advance(Fixtures.TTL);

        Swept step = apply(new SweepSessions(namespace, new Inactive(null), null, 3, false));

        assertThat(step.examined()).isEqualTo(3);
        assertThat(step.removed()).isEqualTo(new Removed(0, 3, 0, 0, 0));
        assertThat(step.next()).isNotNull();
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void idleSessionsAreTakenOutThoughTheyHaveNotExpired() {
        create(key("a"));
        advance(Duration.ofMinutes(1));
        Instant bound = now;
        create(key("b"));
        advance(Duration.ofMinutes(1));
        create(key("c"));

        Swept swept = sweep(bound, 100);

        assertThat(swept.removed()).isEqualTo(new Removed(1, 0, 0, 0, 0));
        assertThat(exists(key("a"))).isFalse();
        assertThat(exists(key("b"))).isTrue();
        assertThat(exists(key("c"))).isTrue();
    }

    @Test
    void aSweepOfAnEmptyNamespaceFindsNothing() {
        assertThat(apply(new SweepSessions(namespace, new Inactive(null), null, 5, false)))
                .isEqualTo(new Swept(0, Removed.NOTHING, List.of(), null));
    }

    @Test
    void aSweepStaysInItsNamespace() {
        create(s1);
        advance(Fixtures.TTL);

        assertThat(apply(new SweepSessions(Fixtures.freshNamespace(), new Inactive(null), null, 5, false))
                        .removed())
                .isEqualTo(Removed.NOTHING);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aDutyIsOneHoldersAtATime() {
        assertThat(claim("cleanup", "a")).isTrue();
        assertThat(claim("cleanup", "b")).isFalse();
        assertThat(claim("cleanup", "a")).isTrue();
        assertThat(claim("other", "b")).isTrue();
        assertThat(apply(new ClaimDuty(Fixtures.freshNamespace(), "cleanup", "b", Duration.ofMinutes(1))))
                .isTrue();
    }

    @Test
    void aDutyNotClaimedAgainIsFree() {
        claim("cleanup", "a");
        advance(Duration.ofSeconds(40));
        claim("cleanup", "a");
        advance(Duration.ofSeconds(59));
        assertThat(claim("cleanup", "b")).isFalse();
        advance(Duration.ofSeconds(1));
        assertThat(claim("cleanup", "b")).isTrue();
        assertThat(claim("cleanup", "a")).isFalse();
    }

    private boolean claim(String duty, String holder) {
        return apply(new ClaimDuty(namespace, duty, holder, Duration.ofMinutes(1)));
    }

    private Swept sweep(@Nullable Instant idleSince, int limit) {
        Swept sum = new Swept(0, Removed.NOTHING, List.of(), null);
        String from = null;
        do {
            Swept step = apply(new SweepSessions(namespace, new Inactive(idleSince), from, limit, false));
            sum = new Swept(sum.examined() + step.examined(), sum.removed().plus(step.removed()), List.of(), null);
            from = step.next();
        } while (from != null);
        return sum;
    }
}
