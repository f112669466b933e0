package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.Late;
import io.continuo.model.Session;
import io.continuo.model.SessionWritten;

/** Changes that were accepted earlier and are applied now. */
public abstract class LateContract extends StoreFacts {

    @Test
    void aSessionThatALateChangeCreatesWasCreatedWhenItWasAccepted() {
        Instant accepted = now;
        advance(Duration.ofMinutes(5));

        apply(ChangeBuilder.on(s1)
                .late(new Late(accepted, null))
                .once("a", "1")
                .append(Fixtures.message("a", accepted)));
        apply(ChangeBuilder.on(key("s2")).late(new Late(accepted, null)).create());
        apply(ChangeBuilder.on(key("s3")).late(new Late(accepted, null)).put());

        for (String id : new String[] {"s1", "s2", "s3"}) {
            Session session = load(key(id));
            assertThat(session.createdAt()).isEqualTo(accepted);
            assertThat(session.lastInteraction()).isEqualTo(now);
            assertThat(session.expiresAt()).isEqualTo(now.plus(Fixtures.POLICY.ttl()));
            assertThat(session.version()).isEqualTo(1);
        }
    }

    @Test
    void aLateChangeGoesOnUponTheSessionThatItWasMadeUpon() {
        Session base = create(s1).session();
        advance(Duration.ofMinutes(5));

        apply(ChangeBuilder.on(s1).late(upon(base)).append(Fixtures.message("a", now)));
        apply(ChangeBuilder.on(s1).late(upon(base)).state("{\"a\":1}").patch());
        apply(ChangeBuilder.on(s1).late(upon(base)).state("{\"b\":2}").put());

        Session session = load(s1);
        assertThat(session.version()).isEqualTo(4);
        assertThat(session.createdAt()).isEqualTo(base.createdAt());
        assertThat(session.totalMessages()).isEqualTo(1);
    }

    @Test
    void aLateChangeOfASessionThatWasDeletedIsRefused() {
        Session base = create(s1).session();
        delete(s1);

        refused(SessionNotFound.class, ChangeBuilder.on(s1).late(upon(base)).append(Fixtures.message("a", now)));
        refused(SessionNotFound.class, ChangeBuilder.on(s1).late(upon(base)).put());
        refused(
                SessionNotFound.class,
                ChangeBuilder.on(s1).late(upon(base)).state("{}").patch());
        assertThat(exists(s1)).isFalse();

        advance(Duration.ofMillis(1));
        SessionWritten again = create(s1);
        refused(SessionNotFound.class, ChangeBuilder.on(s1).late(upon(base)).append(Fixtures.message("a", now)));
        refused(SessionNotFound.class, ChangeBuilder.on(s1).late(upon(base)).put());
        refused(
                SessionNotFound.class,
                ChangeBuilder.on(s1).late(upon(base)).state("{\"a\":1}").patch());
        assertThat(load(s1)).isEqualTo(again.session());
    }

    @Test
    void aLateChangeOfASessionThatHasExpiredCreatesItAnew() {
        Session base = create(s1).session();
        Instant accepted = now.plusSeconds(1);
        advance(Fixtures.POLICY.ttl());
        Late late = new Late(accepted, new Late.Base(base.createdAt(), base.expiresAt()));

        apply(ChangeBuilder.on(s1).late(late).append(Fixtures.message("a", accepted)));
        apply(ChangeBuilder.on(s1).late(late).append(Fixtures.message("b", accepted)));

        Session session = load(s1);
        assertThat(session.createdAt()).isEqualTo(accepted);
        assertThat(session.totalMessages()).isEqualTo(2);
        assertThat(session.version()).isEqualTo(2);
    }

    @Test
    void theIdempotencyKeyOfALateChangeIsLookedUpFirst() {
        Session base = create(s1).session();
        apply(ChangeBuilder.on(s1).once("k", "1").append(Fixtures.message("a", now)));

        Late other = new Late(now, new Late.Base(base.createdAt().minusSeconds(1), base.expiresAt()));
        assertThat(apply(ChangeBuilder.on(s1).late(other).once("k", "1").append(Fixtures.message("a", now)))
                        .replayed())
                .isTrue();
    }

    @Test
    void aLateDocumentOfASessionThatWasDeletedIsRefused() {
        Session base = create(s1).session();
        apply(DocumentBuilder.on(s1, "note", "n").late(upon(base)).put("1"));
        delete(s1);
        advance(Duration.ofMillis(1));
        create(s1);

        refused(
                SessionNotFound.class,
                DocumentBuilder.on(s1, "note", "n").late(upon(base)).put("1"));
    }

    private Late upon(Session base) {
        return new Late(now, new Late.Base(base.createdAt(), base.expiresAt()));
    }
}
