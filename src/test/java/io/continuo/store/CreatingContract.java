package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.LoadSession;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;
import io.continuo.model.SessionWritten;
import io.continuo.model.UserId;

/** Creating, replacing, touching and deleting a session. */
public abstract class CreatingContract extends StoreFacts {

    @Test
    void aCreatedSessionIsAnsweredWhole() {
        SessionWritten written = apply(ChangeBuilder.on(s1)
                .user("u-7")
                .state("{\"stage\":\"one\",\"n\":{\"x\":1}}")
                .metadata("{\"k\":1}")
                .create());

        assertThat(written.created()).isTrue();
        assertThat(written.replayed()).isFalse();
        assertThat(written.version()).isEqualTo(1);
        Session session = written.session();
        assertThat(session.id()).isEqualTo(s1.id());
        assertThat(session.userId()).isEqualTo(new UserId("u-7"));
        assertThat(session.state()).isEqualTo(Fixtures.members("{\"stage\":\"one\",\"n\":{\"x\":1}}"));
        assertThat(session.metadata()).isEqualTo(Fixtures.json("{\"k\":1}"));
        assertThat(session.messageCount()).isZero();
        assertThat(session.totalMessages()).isZero();
        assertThat(session.version()).isEqualTo(1);
        assertThat(session.createdAt()).isEqualTo(now);
        assertThat(session.lastInteraction()).isEqualTo(now);
        assertThat(session.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
        assertThat(session.history()).isNull();
        assertThat(session.unreadableState()).isEmpty();
        assertThat(session.unreadableMessages()).isEmpty();
    }

    @Test
    void whatWasCreatedIsLoaded() {
        Session created = apply(
                        ChangeBuilder.on(s1).user("u").state("{\"a\":[1]}").create())
                .session();

        assertThat(load(s1)).isEqualTo(created);
        assertThat(exists(s1)).isTrue();
    }

    @Test
    void theSmallestSessionHasNothingInIt() {
        Session session = create(s1).session();

        assertThat(session.userId()).isNull();
        assertThat(session.state()).isEqualTo(Map.of());
        assertThat(session.metadata()).isEqualTo(JsonText.EMPTY_OBJECT);
    }

    @Test
    void whatWasNeverCreatedIsAbsent() {
        assertThat(exists(s1)).isFalse();
        refused(SessionNotFound.class, new LoadSession(s1, 5, null));
        refused(SessionNotFound.class, new ReadMessages(s1, 5, false, null, null, null));
        refused(SessionNotFound.class, ChangeBuilder.on(s1).touch());
        refused(SessionNotFound.class, ChangeBuilder.on(s1).patch());
        refused(SessionNotFound.class, ChangeBuilder.on(s1).clear());
        refused(SessionNotFound.class, ChangeBuilder.on(s1).delete());
    }

    @Test
    void creatingWhatIsThereIsRefusedWhateverThePrecondition() {
        create(s1);
        apply(ChangeBuilder.on(s1).touch());
        Session before = load(s1);

        assertThat(refused(SessionExists.class, ChangeBuilder.on(s1).create()).currentVersion())
                .isEqualTo(2);
        assertThat(refused(
                                SessionExists.class,
                                ChangeBuilder.on(s1).ifVersion(2).create())
                        .currentVersion())
                .isEqualTo(2);
        refused(SessionExists.class, ChangeBuilder.on(s1).ifAbsent().create());
        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void finerPartsOfTheTimeAreDropped() {
        Instant exact = now;
        now = now.plusNanos(999_999);

        Session session = create(s1).session();

        assertThat(session.createdAt()).isEqualTo(exact);
        assertThat(session.lastInteraction()).isEqualTo(exact);
        assertThat(session.expiresAt()).isEqualTo(exact.plus(Fixtures.TTL));
    }

    @Test
    void aNullGivenAtCreationIsAValue() {
        apply(ChangeBuilder.on(s1).state("{\"a\":null}").create());
        assertThat(load(s1).state()).isEqualTo(Map.of("a", JsonText.NULL));

        apply(ChangeBuilder.on(s1).state("{\"b\":null}").put());
        assertThat(load(s1).state()).isEqualTo(Map.of("b", JsonText.NULL));
    }

    @Test
    void putCreatesWhatIsNotThere() {
        SessionWritten written = apply(ChangeBuilder.on(s1).state("{\"a\":1}").put());

        assertThat(written.created()).isTrue();
        assertThat(written.version()).isEqualTo(1);
        assertThat(load(s1)).isEqualTo(written.session());
    }

    @Test
    void putReplacesAllButTheHistory() {
        apply(ChangeBuilder.on(s1)
                .user("u")
                .state("{\"a\":1,\"b\":2}")
                .metadata("{\"m\":1}")
                .ttl(Duration.ofMinutes(5))
                .create());
        append(s1, "kept");
        Instant createdAt = now;
        advance(Duration.ofMinutes(1));

        SessionWritten written = apply(
                ChangeBuilder.on(s1).state("{\"b\":3}").metadata("{\"n\":2}").put());

        assertThat(written.created()).isFalse();
        assertThat(written.version()).isEqualTo(3);
        Session session = loadWithHistory(s1, 10);
        assertThat(session.userId()).isNull();
        assertThat(session.state()).isEqualTo(Fixtures.members("{\"b\":3}"));
        assertThat(session.metadata()).isEqualTo(Fixtures.json("{\"n\":2}"));
        assertThat(session.createdAt()).isEqualTo(createdAt);
        assertThat(session.lastInteraction()).isEqualTo(now);
        assertThat(session.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
        assertThat(contents(session.history())).containsExactly("kept");
    }

    @Test
    void anEqualPutCountsAllTheSame() {
        apply(ChangeBuilder.on(s1).state("{\"a\":1}").put());
        advance(Duration.ofSeconds(1));

        SessionWritten again = apply(ChangeBuilder.on(s1).state("{\"a\":1}").put());

        assertThat(again.version()).isEqualTo(2);
        assertThat(again.session().lastInteraction()).isEqualTo(now);
    }

    @Test
    void theOriginIsShownWhereTheMetadataDoesNotSayIt() {
        Session session = apply(ChangeBuilder.on(s1)
                        .metadata("{\"user_agent\":\"mine\",\"x\":1}")
                        .origin("/api", "curl")
                        .create())
                .session();

        assertThat(session.metadata())
                .isEqualTo(Fixtures.json("{\"user_agent\":\"mine\",\"x\":1,\"created_via\":\"/api\"}"));
        assertThat(load(s1).metadata()).isEqualTo(session.metadata());
    }

    @Test
    void putKeepsTheOriginUnlessTheMetadataSaysIt() {
        apply(ChangeBuilder.on(s1).origin("/api", "curl").create());

        assertThat(apply(ChangeBuilder.on(s1)
                                .metadata("{\"x\":1}")
                                .origin("/other", "wget")
                                .put())
                        .session()
                        .metadata())
                .isEqualTo(Fixtures.json("{\"x\":1,\"created_via\":\"/api\",\"user_agent\":\"curl\"}"));

        apply(ChangeBuilder.on(s1).metadata("{\"created_via\":[1]}").put());
        assertThat(apply(ChangeBuilder.on(s1).put()).session().metadata())
                .isEqualTo(Fixtures.json("{\"created_via\":[1],\"user_agent\":\"curl\"}"));
    }

    @Test
    void touchingCountsAsAnInteractionAndNothingElse() {
        Session before = apply(ChangeBuilder.on(s1).user("u").state("{\"a\":1}").create())
                .session();
        advance(Duration.ofMinutes(7));

        SessionWritten touched = apply(ChangeBuilder.on(s1).touch());

        assertThat(touched.version()).isEqualTo(2);
        assertThat(touched.created()).isFalse();
        assertThat(touched.session().state()).isEqualTo(before.state());
        assertThat(touched.session().userId()).isEqualTo(before.userId());
        assertThat(touched.session().createdAt()).isEqualTo(before.createdAt());
        assertThat(touched.session().lastInteraction()).isEqualTo(now);
        assertThat(touched.session().expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
    }

    @Test
    void deletingRemovesEverythingAndSaysTheVersion() {
        apply(ChangeBuilder.on(s1).user("u").state("{\"a\":1}").create());
        apply(ChangeBuilder.on(s1).once("k", "d").append(Fixtures.message("m1", "x", now)));

        assertThat(delete(s1).version()).isEqualTo(2);

        assertThat(exists(s1)).isFalse();
        assertThat(count()).isZero();
        assertThat(list(10, null).sessions()).isEmpty();
        assertThat(listOf("u").sessions()).isEmpty();
        assertThat(listOf("u").total()).isZero();
        refused(SessionNotFound.class, ChangeBuilder.on(s1).delete());
    }

    @Test
    void aDeletedSessionThatIsCreatedAgainStartsAnew() {
        apply(ChangeBuilder.on(s1)
                .user("u")
                .state("{\"a\":1}")
                .metadata("{\"m\":1}")
                .create());
        apply(ChangeBuilder.on(s1).once("k", "d").append(Fixtures.message("m1", "x", now)));
        delete(s1);
        advance(Duration.ofSeconds(1));

        var again = apply(ChangeBuilder.on(s1).once("k", "other").append(Fixtures.message("m1", "y", now)));

        assertThat(again.created()).isTrue();
        assertThat(again.replayed()).isFalse();
        assertThat(again.version()).isEqualTo(1);
        assertThat(seqs(again.messages())).containsExactly(1L);
        Session session = loadWithHistory(s1, 10);
        assertThat(session.createdAt()).isEqualTo(now);
        assertThat(session.userId()).isNull();
        assertThat(session.state()).isEqualTo(Map.of());
        assertThat(session.metadata()).isEqualTo(JsonText.EMPTY_OBJECT);
        assertThat(contents(session.history())).containsExactly("y");
    }

    @Test
    void namespacesNeverMeet() {
        apply(ChangeBuilder.on(s1).state("{\"here\":1}").user("u").create());
        var elsewhere = new io.continuo.model.SessionKey(Fixtures.freshNamespace(), s1.id());

        assertThat(exists(elsewhere)).isFalse();
        assertThat(create(elsewhere).created()).isTrue();
        delete(elsewhere);
        assertThat(load(s1).state()).containsOnlyKeys("here");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aFailureNamesNoVersionWhereThereIsNoSession() {
        assertThat(refused(
                                VersionConflict.class,
                                ChangeBuilder.on(s1).ifVersion(1).put())
                        .currentVersion())
                .isNull();
        assertThat(exists(s1)).isFalse();
    }
}
