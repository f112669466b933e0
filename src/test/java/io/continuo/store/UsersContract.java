package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.continuo.model.ListUserSessions;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserSessionPage;
import io.continuo.model.UserSummary;

/** What a user has. */
public abstract class UsersContract extends DocumentFacts {

    @Test
    void anUnknownUserHasNothing() {
        assertThat(sessions(500)).isEqualTo(new UserSessionPage(List.of(), null, 0));
        assertThat(summary(u1)).isEqualTo(new UserSummary(u1.id(), 0, 0, 0, null, null));
        assertThat(documents(u1).total()).isZero();
        assertThat(apply(new RemoveUserDocuments(u1, Set.of(), false))).isEqualTo(Removed.NOTHING);
    }

    @Test
    void sessionsOfAUserAreListedNewestCreatedFirst() {
        for (String id : List.of("b", "a", "c")) {
            own(id);
        }
        advance(Duration.ofSeconds(1));
        own("0");
        apply(ChangeBuilder.on(key("a")).touch());
        create(key("nobodys"));

        assertThat(ids(sessions(500))).containsExactly("0", "c", "b", "a");
        assertThat(sessions(500).total()).isEqualTo(4);
        assertThat(sessions(500).sessions())
                .allSatisfy(session -> assertThat(session.state()).isNull());
    }

    @Test
    void pagesOfAUsersSessionsFollowEachOther() {
        for (int i = 0; i < 7; i++) {
            own("s" + i);
            if (i % 3 == 2) {
                advance(Duration.ofMillis(1));
            }
        }
        for (int limit : new int[] {1, 2, 7, 8}) {
            List<String> seen = new ArrayList<>();
            ListUserSessions.Position after = null;
            do {
                UserSessionPage page = read(new ListUserSessions(u1, after, limit));
                assertThat(page.sessions()).hasSizeLessThanOrEqualTo(limit);
                seen.addAll(ids(page));
                after = page.next();
            } while (after != null);
            assertThat(seen).containsExactly("s6", "s5", "s4", "s3", "s2", "s1", "s0");
        }
    }

    @Test
    void expiredSessionsAndThoseOfOthersAreLeftOut() {
        own("a");
        own("b");
        apply(ChangeBuilder.on(key("c")).user("u1").ttl(Duration.ofMinutes(1)).create());
        apply(ChangeBuilder.on(key("b")).user("u2").patch());
        advance(Duration.ofMinutes(1));

        assertThat(ids(sessions(500))).containsExactly("a");
        assertThat(summary(u1).sessions()).isEqualTo(1);
        assertThat(summary(user("u2")).sessions()).isEqualTo(1);
    }

    @Test
    void theSummaryCountsWhatLives() {
        Instant first = now;
        own("a");
        append(key("a"), "1", "2");
        advance(Duration.ofMinutes(10));
        own("b");
        append(key("b"), "3");
        put(key("b"), "file/a");
        put(u1, "file/a");
        put(u1, "own/a", Duration.ofMinutes(1));
        advance(Duration.ofMinutes(1));

        assertThat(summary(u1)).isEqualTo(new UserSummary(u1.id(), 2, 3, 1, first, now.minusSeconds(60)));
        advance(Duration.ofMinutes(49));
        assertThat(summary(u1))
                .isEqualTo(new UserSummary(u1.id(), 1, 1, 1, first.plusSeconds(600), first.plusSeconds(600)));
        advance(Duration.ofHours(1));
        assertThat(summary(u1)).isEqualTo(new UserSummary(u1.id(), 0, 0, 1, null, null));
    }

    @Test
    void anExpiredSessionStaysInTheIndexWhileADocumentSurvives() {
        own("a");
        put(key("a"), "own/a", LONG);
        put(key("a"), "own/b", Duration.ofHours(2));
        advance(Fixtures.TTL);

        assertThat(sweep(new SweepSessions.Inactive(null)).removed()).isEqualTo(removed(0, 1, 0, 0, 0));
        assertThat(sessions(500).total()).isEqualTo(1);
        assertThat(sessions(500).sessions()).isEmpty();
        advance(Duration.ofHours(1));
        assertThat(sweep(new SweepDocuments.Inactive()).removed()).isEqualTo(removed(0, 0, 0, 0, 1));
        assertThat(sessions(500).total()).isEqualTo(1);
        advance(LONG);
        assertThat(sweep(new SweepDocuments.Inactive()).removed()).isEqualTo(removed(0, 0, 0, 0, 1));

        assertThat(sessions(500).total()).isZero();
    }

    @Test
    void aUsersDocumentsAreRemovedButForThoseToKeep() {
        put(u1, "file/a");
        put(u1, "own/a", LONG);
        put(u1, "gone/a", Duration.ofSeconds(1));
        put(u1, "kept/a");
        put(user("u2"), "file/a");
        advance(Duration.ofSeconds(1));
        Picture.Of all = pictureOf(List.of(u1, user("u2")), "file", "own", "kept", "gone");
        Picture before = all.now(store(), now);

        Removed dry = apply(new RemoveUserDocuments(u1, Set.of("kept"), true));
        before.isStill(all.now(store(), now));
        Removed real = apply(new RemoveUserDocuments(u1, Set.of("kept"), false));

        assertThat(dry.documents()).isEqualTo(2);
        assertThat(real).isEqualTo(dry);
        assertThat(names(u1)).containsExactly("kept/a");
        assertThat(names(user("u2"))).containsExactly("file/a");
        assertThat(apply(new RemoveUserDocuments(u1, Set.of(), false)).documents())
                .isEqualTo(1);
        assertThat(names(u1)).isEmpty();
    }

    private void own(String id) {
        apply(ChangeBuilder.on(key(id)).user("u1").state("{\"a\":1}").create());
    }

    private UserSessionPage sessions(int limit) {
        return read(new ListUserSessions(u1, null, limit));
    }

    private static List<String> ids(UserSessionPage page) {
        return page.sessions().stream().map(session -> session.id().value()).toList();
    }
}
