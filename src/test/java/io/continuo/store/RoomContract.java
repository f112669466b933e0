package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.continuo.model.Change;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.MeasureNamespace.Usage;
import io.continuo.model.Room;
import io.continuo.model.Room.Share;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** What a namespace has room for, and how much it holds. */
public abstract class RoomContract extends StoreFacts {

    private static final Share FULL = new Share(1, true);
    private static final Room NO_SESSION = new Room(FULL, Share.ENDLESS, Share.ENDLESS);
    private static final Room NO_DOCUMENT = new Room(Share.ENDLESS, FULL, Share.ENDLESS);
    private static final Room NO_BYTES = new Room(Share.ENDLESS, Share.ENDLESS, FULL);

    @Test
    void aFullNamespaceTakesNoSessionAndServesThoseThatAreThere() {
        create(s1);
        for (Change<?> change : new Change<?>[] {
            in(NO_SESSION, "s2").create(),
            in(NO_SESSION, "s2").put(),
            in(NO_SESSION, "s2").append(Fixtures.message("a", now))
        }) {
            assertFull("namespace_sessions", change);
        }
        assertThat(exists(key("s2"))).isFalse();
        assertThat(count()).isEqualTo(1);

        apply(in(NO_SESSION, "s1").append(Fixtures.message("a", now)));
        apply(in(NO_SESSION, "s1").put());
        apply(in(NO_SESSION, "s1").state("{\"a\":1}").patch());
        refused(SessionExists.class, in(NO_SESSION, "s1").create());
    }

    @Test
    void whatWasDoneOnceIsToldAgainWhetherThereIsRoomOrNot() {
        apply(in(Room.ENDLESS, "s1").once("k", "d").create());

        assertThat(apply(in(NO_SESSION, "s1").once("k", "d").create()).replayed())
                .isTrue();
        assertThat(apply(in(NO_BYTES, "s1").once("k", "d").create()).replayed()).isTrue();
        refused(
                IdempotencyKeyReused.class,
                in(NO_BYTES, "s1").once("k", "other").create());
    }

    @Test
    void withoutBytesNothingIsAddedAndThingsMayBecomeLess() {
        apply(in(Room.ENDLESS, "s1")
                .state("{\"a\":12345}")
                .metadata("{\"m\":1}")
                .create());
        apply(in(Room.ENDLESS, "s1").append(Fixtures.message("a", now)));

        assertFull("namespace_bytes", in(NO_BYTES, "s2").create());
        assertFull("namespace_bytes", in(NO_BYTES, "s1").append(Fixtures.message("b", now)));
        assertFull("namespace_bytes", in(NO_BYTES, "s1").state("{\"b\":1}").patch());
        assertFull("namespace_bytes", in(NO_BYTES, "s1").metadata("{\"m\":12}").patch());
        assertFull("namespace_bytes", in(NO_BYTES, "s1").state("{\"a\":123456}").put());
        assertThat(load(s1).version()).isEqualTo(2);

        apply(in(NO_BYTES, "s1").state("{\"a\":1}").patch());
        apply(in(NO_BYTES, "s1").state("{}").put());
        apply(in(NO_BYTES, "s1").touch());
        apply(in(NO_BYTES, "s1").clear());
        apply(in(NO_BYTES, "s1").delete());
    }

    @Test
    void documentsAreRefusedInTheSameWay() {
        create(s1);
        UserKey user = new UserKey(namespace, new UserId("u"));
        apply(DocumentBuilder.on(s1, "t", "a").put("\"12345\""));

        assertFull(
                "namespace_documents", DocumentBuilder.on(s1, "t", "b").put("1").with(NO_DOCUMENT));
        assertFull(
                "namespace_documents",
                DocumentBuilder.on(user, "t", "b").put("1").with(NO_DOCUMENT));
        apply(DocumentBuilder.on(s1, "t", "a").put("\"123456\"").with(NO_DOCUMENT));

        assertFull(
                "namespace_bytes", DocumentBuilder.on(user, "t", "b").put("1").with(NO_BYTES));
        assertFull(
                "namespace_bytes",
                DocumentBuilder.on(s1, "t", "a").put("\"1234567\"").with(NO_BYTES));
        apply(DocumentBuilder.on(s1, "t", "a").put("\"1\"").with(NO_BYTES));
        assertThat(measured(10).documents()).isEqualTo(1);
    }

    @Test
    void whatIsThereIsCounted() {
        assertThat(measured(10)).isEqualTo(Usage.NOTHING);
        for (int i = 0; i < 20; i++) {
            apply(in(Room.ENDLESS, "a:" + i)
                    .state("{\"a\":\"" + "x".repeat(500) + i + "\"}")
                    .create());
            apply(in(Room.ENDLESS, "a:" + i).append(Fixtures.message("y".repeat(100), now)));
        }
        apply(DocumentBuilder.on(key("a:1"), "t:1", "k:1").put("\"" + "z".repeat(500) + "\""));
        apply(DocumentBuilder.on(key("a:2"), "t:1", "k:1")
                .ttl(Duration.ofMinutes(1))
                .put("1"));
        apply(DocumentBuilder.on(new UserKey(namespace, new UserId("u:1")), "t2", "k")
                .put("1"));

        Usage all = measured(100);

        assertThat(all.sessions()).isEqualTo(20);
        assertThat(all.documents()).isEqualTo(3);
        assertThat(all.bytes()).isBetween(2_000L, 100_000L);
        // They are alike, so some of them tell of all.
        assertThat((double) measured(5).bytes() / all.bytes()).isBetween(0.7, 1.4);
        assertThat(measured(0)).isEqualTo(new Usage(20, 3, 0));
    }

    @Test
    void whatHasExpiredCountsUntilItIsSwept() {
        create(s1);
        advance(Fixtures.TTL);
        assertThat(measured(0).sessions()).isEqualTo(1);

        apply(new SweepSessions(namespace, new SweepSessions.Inactive(null), null, 1_000, false));

        assertThat(measured(10)).isEqualTo(Usage.NOTHING);
    }

    private Usage measured(int sample) {
        return read(new MeasureNamespace(namespace, sample));
    }

    private void assertFull(String limit, Change<?> change) {
        LimitExceeded exceeded = refused(LimitExceeded.class, change);
        assertThat(exceeded.limit()).isEqualTo(limit);
        assertThat(exceeded.allowed()).isEqualTo(1);
    }

    private ChangeBuilder in(Room room, String id) {
        SessionPolicy policy = Fixtures.POLICY.with(room);
        return ChangeBuilder.on(key(id)).policy(policy);
    }
}
