package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.continuo.model.CountSessions;
import io.continuo.model.ListSessions;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.Session;
import io.continuo.model.SessionPage;
import io.continuo.model.UserId;

/** Lists of active sessions, lists of a user's sessions, and counts. */
public abstract class ListingContract extends StoreFacts {

    @Test
    void latestInteractionComesFirst() {
        for (String id : List.of("a", "b", "c")) {
            apply(ChangeBuilder.on(key(id)).state("{\"x\":1}").user("u").create());
            advance(Duration.ofSeconds(1));
        }
        apply(ChangeBuilder.on(key("a")).touch());

        SessionPage page = list(10, null);

        assertThat(ids(page)).containsExactly("a", "c", "b");
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.next()).isNull();
        Session first = page.sessions().get(0);
        assertThat(first.state()).isNull();
        assertThat(first.history()).isNull();
        assertThat(first.version()).isEqualTo(2);
        assertThat(first.userId()).isEqualTo(new UserId("u"));
        assertThat(first.lastInteraction()).isEqualTo(now);
    }

    @Test
    void amongEqualTimesTheGreaterIdComesFirst() {
        List<String> ids = List.of("a", "aa", "A", "a:b", "a=b", "1", "_", "~", "-", "z");
        ids.forEach(id -> create(key(id)));

        assertThat(ids(list(50, null))).containsExactly("~", "z", "aa", "a=b", "a:b", "a", "_", "A", "1", "-");
    }

    @Test
    void pagesOfEqualTimesMissNobodyAndRepeatNobody() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add("s" + (100 + i));
            create(key("s" + (100 + i)));
        }
        Collections.reverse(all);

        for (int limit : new int[] {1, 4, 5, 24, 25, 26}) {
            assertThat(walk(limit, null)).isEqualTo(all);
        }
    }

    @Test
    void thePageThatEndsTheListSaysSo() {
        create(key("a"));
        create(key("b"));

        assertThat(list(2, null).next()).isNull();
        SessionPage first = list(1, null);
        assertThat(first.next()).isEqualTo(new Position(now, key("b").id()));
        assertThat(list(1, first.next()).next()).isNull();
        assertThat(list(5, null).total()).isEqualTo(2);
        assertThat(list(1, first.next()).total()).isEqualTo(2);
    }

    @Test
    void anEmptyNamespaceHasAnEmptyList() {
        assertThat(list(5, null)).isEqualTo(new SessionPage(List.of(), null, 0));
        assertThat(listOf("nobody")).isEqualTo(new SessionPage(List.of(), null, 0));
        assertThat(count()).isZero();
    }

    @Test
    void whoIsNotTouchedWhileOnePagesAppearsOnce() {
        for (int i = 0; i < 30; i++) {
            create(key("s" + (10 + i)));
            if (i % 3 == 0) {
                advance(Duration.ofMillis(1));
            }
        }
        List<String> untouched = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        Position after = null;
        int pages = 0;
        do {
            SessionPage page = list(4, after);
            seen.addAll(ids(page));
            after = page.next();
            advance(Duration.ofMillis(1));
            apply(ChangeBuilder.on(key("s" + (10 + pages * 2))).touch());
            pages++;
        } while (after != null);
        for (int i = 0; i < 30; i++) {
            if (i % 2 == 1 || i >= pages * 2) {
                untouched.add("s" + (10 + i));
            }
        }

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(untouched);
    }

    @Test
    void whoWasActiveSince() {
        List<Instant> times = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            create(key(id));
            times.add(now);
            advance(Duration.ofSeconds(10));
        }

        SessionPage page = read(new ListSessions(namespace, null, times.get(1), null, 10));
        assertThat(ids(page)).containsExactly("d", "c", "b");
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.next()).isNull();
        SessionPage first = read(new ListSessions(namespace, null, times.get(1), null, 2));
        assertThat(ids(first)).containsExactly("d", "c");
        SessionPage second = read(new ListSessions(namespace, null, times.get(1), first.next(), 2));
        assertThat(ids(second)).containsExactly("b");
        assertThat(second.next()).isNull();
        assertThat(read(new CountSessions(namespace, times.get(1)))).isEqualTo(3);
        assertThat(read(new CountSessions(namespace, times.get(1).plusMillis(1))))
                .isEqualTo(2);
        assertThat(read(new CountSessions(namespace, times.get(3).plusMillis(1))))
                .isZero();
        assertThat(count()).isEqualTo(4);
    }

    @Test
    void expiredSessionsAreLeftOutThoughTheIndexCountsThem() {
        apply(ChangeBuilder.on(key("a")).user("u").create());
        apply(ChangeBuilder.on(key("b")).user("u").ttl(Duration.ofMinutes(1)).create());
        apply(ChangeBuilder.on(key("c")).user("u").create());
        advance(Duration.ofMinutes(1));

        SessionPage page = list(10, null);
        assertThat(ids(page)).containsExactly("c", "a");
        assertThat(page.total()).isEqualTo(3);
        assertThat(walk(1, null)).containsExactly("c", "a");
        assertThat(ids(listOf("u"))).containsExactly("c", "a");
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void aPageMayBeShortWhereSessionsHaveExpired() {
        create(key("a"));
        apply(ChangeBuilder.on(key("b")).ttl(Duration.ofMinutes(1)).create());
        apply(ChangeBuilder.on(key("c")).ttl(Duration.ofMinutes(1)).create());
        Instant created = now;
        advance(Duration.ofMinutes(1));

        SessionPage first = list(2, null);

        assertThat(first.sessions()).isEmpty();
        assertThat(first.next()).isEqualTo(new Position(created, key("b").id()));
        assertThat(ids(list(2, first.next()))).containsExactly("a");
    }

    @Test
    void aUsersListHoldsHisSessionsOnly() {
        apply(ChangeBuilder.on(key("a")).user("u").state("{\"x\":1}").create());
        advance(Duration.ofSeconds(1));
        apply(ChangeBuilder.on(key("b")).user("u:").create());
        apply(ChangeBuilder.on(key("c")).user("u").create());
        advance(Duration.ofSeconds(1));
        append(key("a"), "x");

        SessionPage page = listOf("u");

        assertThat(ids(page)).containsExactly("a", "c");
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.next()).isNull();
        assertThat(page.sessions().get(0).state()).isNull();
        assertThat(ids(listOf("u:"))).containsExactly("b");
    }

    @Test
    void aUsersListIsPagedLikeTheOther() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String id = "s" + i;
            apply(ChangeBuilder.on(key(id)).user("u").create());
            all.add(0, id);
            if (i % 3 == 2) {
                advance(Duration.ofSeconds(1));
            }
        }

        for (int limit : new int[] {1, 2, 3, 8, 9, 10}) {
            assertThat(walk(limit, new UserId("u"))).isEqualTo(all);
        }
        SessionPage since = read(new ListSessions(namespace, new UserId("u"), now.minusSeconds(1), null, 10));
        assertThat(ids(since)).containsExactly("s8", "s7", "s6");
        assertThat(since.total()).isEqualTo(9);
    }

    @Test
    void aChangeOfOwnerMovesTheSession() {
        apply(ChangeBuilder.on(s1).user("u").create());

        apply(ChangeBuilder.on(s1).user("v").patch());
        assertOwners(List.of(), List.of("s1"));
        apply(ChangeBuilder.on(s1).user("u").append(Fixtures.message("a", now)));
        assertOwners(List.of("s1"), List.of());
        apply(ChangeBuilder.on(s1).user("v").put());
        assertOwners(List.of(), List.of("s1"));
        apply(ChangeBuilder.on(s1).noUser().patch());
        assertOwners(List.of(), List.of());
        apply(ChangeBuilder.on(s1).user("v").patch());
        assertOwners(List.of(), List.of("s1"));
        apply(ChangeBuilder.on(s1).put());
        assertOwners(List.of(), List.of());
    }

    private void assertOwners(List<String> ofU, List<String> ofV) {
        assertThat(ids(listOf("u"))).isEqualTo(ofU);
        assertThat(listOf("u").total()).isEqualTo(ofU.size());
        assertThat(ids(listOf("v"))).isEqualTo(ofV);
        assertThat(listOf("v").total()).isEqualTo(ofV.size());
    }

    @Test
    void theMetadataOfAListedSessionIsWhatAReaderSees() {
        apply(ChangeBuilder.on(s1).metadata("{\"k\":1}").origin("/api", "curl").create());

        assertThat(list(5, null).sessions().get(0).metadata()).isEqualTo(load(s1).metadata());
    }

    private List<String> walk(int limit, @Nullable UserId user) {
        List<String> seen = new ArrayList<>();
        Position after = null;
        do {
            SessionPage page = read(new ListSessions(namespace, user, null, after, limit));
            assertThat(page.sessions()).hasSizeLessThanOrEqualTo(limit);
            seen.addAll(ids(page));
            after = page.next();
        } while (after != null);
        return seen;
    }
}
