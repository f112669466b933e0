package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.NewMessage;
import io.continuo.model.Session;
import io.continuo.model.SessionWritten;
import io.continuo.model.UserId;

/** Appending messages, what comes beside them, trimming and clearing. */
public abstract class AppendingContract extends StoreFacts {

    @Test
    void messagesGetTheirPlacesFromOneWithoutGaps() {
        Appended first = append(s1, "a");
        Appended second = append(s1, "b", "c");

        assertThat(first.created()).isTrue();
        assertThat(first.changed()).isTrue();
        assertThat(first.replayed()).isFalse();
        assertThat(first.version()).isEqualTo(1);
        assertThat(seqs(first.messages())).containsExactly(1L);
        assertThat(second.created()).isFalse();
        assertThat(second.version()).isEqualTo(2);
        assertThat(seqs(second.messages())).containsExactly(2L, 3L);
        assertThat(duplicates(second.messages())).containsExactly(false, false);
        assertThat(second.session().messageCount()).isEqualTo(3);
        assertThat(second.session().totalMessages()).isEqualTo(3);
        assertThat(contents(loadWithHistory(s1, 10).history())).containsExactly("a", "b", "c");
    }

    @Test
    void aMessageIsStoredWithRoleAndTimestampBeforeTheCallersMembers() {
        Instant said = now.minusSeconds(5);
        NewMessage message = Fixtures.message("hi", said);

        Appended appended = apply(ChangeBuilder.on(s1).append(message));

        assertThat(appended.messages().get(0).stored())
                .isEqualTo(StoredMessage.of(message))
                .isEqualTo(Fixtures.json(
                        "{\"role\":\"user\",\"timestamp\":\"" + Timestamps.format(said) + "\",\"content\":\"hi\"}"));
        assertThat(loadWithHistory(s1, 1).history()).isEqualTo(appended.messages());
    }

    @Test
    void anAppendCountsAsAnInteraction() {
        create(s1);
        advance(Duration.ofMinutes(3));

        Session session = append(s1, "a").session();

        assertThat(session.lastInteraction()).isEqualTo(now);
        assertThat(session.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
    }

    @Test
    void anAbsentSessionIsCreatedOrNotAsAsked() {
        refused(SessionNotFound.class, ChangeBuilder.on(s1).onlyIfThere().append(Fixtures.message("a", now)));
        assertThat(exists(s1)).isFalse();

        apply(ChangeBuilder.on(s1)
                .state("{\"x\":1,\"gone\":null}")
                .user("u")
                .metadata("{\"m\":1}")
                .origin("/input", "curl")
                .append(Fixtures.message("a", now)));

        Session session = load(s1);
        assertThat(session.version()).isEqualTo(1);
        assertThat(session.state()).isEqualTo(Fixtures.members("{\"x\":1}"));
        assertThat(session.userId()).isEqualTo(new UserId("u"));
        assertThat(session.metadata())
                .isEqualTo(Fixtures.json("{\"m\":1,\"created_via\":\"/input\",\"user_agent\":\"curl\"}"));
        assertThat(session.createdAt()).isEqualTo(now);
        apply(ChangeBuilder.on(s1).onlyIfThere().append(Fixtures.message("b", now)));
    }

    @Test
    void aSessionThatAnAppendCreatesHasItsOriginWithoutMetadata() {
        apply(ChangeBuilder.on(s1).origin("/input", "curl").append(Fixtures.message("a", now)));

        assertThat(load(s1).metadata())
                .isEqualTo(Fixtures.json("{\"created_via\":\"/input\",\"user_agent\":\"curl\"}"));
    }

    @Test
    void whatComesBesideTheMessagesReplacesWholeMembers() {
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":{\"x\":1},\"b\":2,\"c\":3}")
                .user("u")
                .metadata("{\"m\":1}")
                .origin("/api", "curl")
                .create());

        Appended appended = apply(ChangeBuilder.on(s1)
                .state("{\"a\":{\"y\":null},\"b\":null,\"absent\":null}")
                .user("v")
                .metadata("{\"n\":2}")
                .origin("/other", "wget")
                .answering(true, 0)
                .append(Fixtures.message("t", now)));

        assertThat(appended.version()).isEqualTo(2);
        assertThat(appended.session().state()).isEqualTo(Fixtures.members("{\"a\":{\"y\":null},\"c\":3}"));
        assertThat(appended.session().userId()).isEqualTo(new UserId("v"));
        assertThat(appended.session().metadata())
                .isEqualTo(Fixtures.json("{\"n\":2,\"created_via\":\"/api\",\"user_agent\":\"curl\"}"));
    }

    @Test
    void whatIsNotGivenBesideTheMessagesStays() {
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":1}")
                .user("u")
                .metadata("{\"m\":1}")
                .ttl(Duration.ofMinutes(5))
                .create());

        append(s1, "x");

        Session session = load(s1);
        assertThat(session.state()).isEqualTo(Fixtures.members("{\"a\":1}"));
        assertThat(session.userId()).isEqualTo(new UserId("u"));
        assertThat(session.metadata()).isEqualTo(Fixtures.json("{\"m\":1}"));
        assertThat(session.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(5)));
    }

    @Test
    void theAnswerCarriesWhatWasAskedFor() {
        append(s1, "a", "b");

        Appended brief = append(s1, "c");
        assertThat(brief.session().state()).isNull();
        assertThat(brief.session().history()).isNull();

        Appended full =
                apply(ChangeBuilder.on(s1).state("{\"x\":1}").answering(true, 2).append(Fixtures.message("d", now)));
        assertThat(full.session().state()).isEqualTo(Fixtures.members("{\"x\":1}"));
        assertThat(contents(full.session().history())).containsExactly("c", "d");
        Appended more = apply(ChangeBuilder.on(s1).answering(false, 99).append(Fixtures.message("e", now)));
        assertThat(contents(more.session().history())).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void theHistoryKeepsTheLastMessages() {
        for (int i = 1; i <= 7; i++) {
            apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(3)).append(Fixtures.message("m" + i, now)));
        }

        Session session = loadWithHistory(s1, 10);
        assertThat(contents(session.history())).containsExactly("m5", "m6", "m7");
        assertThat(session.messageCount()).isEqualTo(3);
        assertThat(session.totalMessages()).isEqualTo(7);
        assertThat(page(s1, 10, null, null).firstSeq()).isEqualTo(5);
    }

    @Test
    void aRequestMayBringMoreThanIsKept() {
        append(s1, "old");
        List<NewMessage> many = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> Fixtures.message("m" + i, now))
                .toList();

        Appended appended = apply(ChangeBuilder.on(s1)
                .policy(Fixtures.historyLimit(4))
                .answering(false, 9)
                .append(many));

        assertThat(seqs(appended.messages())).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(contents(appended.session().history())).containsExactly("m6", "m7", "m8", "m9");
        assertThat(appended.session().totalMessages()).isEqualTo(10);
        assertThat(seqs(page(s1, 10, null, null).messages())).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void aLowerLimitTrimsWithTheNextAppend() {
        append(s1, "a", "b", "c", "d");

        apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(2)).touch());
        assertThat(load(s1).messageCount()).isEqualTo(4);
        apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(2)).append(Fixtures.message("e", now)));

        assertThat(contents(loadWithHistory(s1, 10).history())).containsExactly("d", "e");
    }

    @Test
    void clearingKeepsTheStateAndTheCounter() {
        apply(ChangeBuilder.on(s1).state("{\"x\":1}").append(Fixtures.message("a", now), Fixtures.message("b", now)));
        advance(Duration.ofMinutes(1));

        SessionWritten cleared = apply(ChangeBuilder.on(s1).clear());

        assertThat(cleared.version()).isEqualTo(2);
        assertThat(cleared.session().state()).isEqualTo(Fixtures.members("{\"x\":1}"));
        assertThat(cleared.session().messageCount()).isZero();
        assertThat(cleared.session().totalMessages()).isEqualTo(2);
        assertThat(cleared.session().lastInteraction()).isEqualTo(now);
        assertThat(loadWithHistory(s1, 5).history()).isEmpty();
        var empty = page(s1, 5, null, null);
        assertThat(empty.firstSeq()).isEqualTo(3);
        assertThat(empty.nextSeq()).isEqualTo(3);
        assertThat(empty.trimmed()).isEqualTo(2);
        assertThat(seqs(append(s1, "c").messages())).containsExactly(3L);
        assertThat(contents(loadWithHistory(s1, 5).history())).containsExactly("c");
    }

    @Test
    void clearingAnEmptyHistoryChangesNothing() {
        create(s1);
        Session before = load(s1);
        advance(Duration.ofMinutes(1));

        assertThat(apply(ChangeBuilder.on(s1).clear()).version()).isEqualTo(1);
        assertThat(load(s1)).isEqualTo(before);

        append(s1, "a");
        apply(ChangeBuilder.on(s1).clear());
        assertThat(apply(ChangeBuilder.on(s1).clear()).version()).isEqualTo(3);
    }

    @Test
    void everyRoleAndShapeOfMessageIsKept() {
        List<NewMessage> messages = new ArrayList<>();
        for (var role : io.continuo.model.Role.values()) {
            JsonText body = Fixtures.json(
                    "{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"args\":{}}],\"name\":\"" + role + "\"}");
            messages.add(new NewMessage(role, body, now, null, role + "digest"));
        }

        Appended appended = apply(ChangeBuilder.on(s1).append(messages));

        assertThat(loadWithHistory(s1, 10).history()).isEqualTo(appended.messages());
        assertThat(appended.messages().get(3).stored().member("role")).isEqualTo(JsonText.ofString("tool"));
        assertThat(load(s1).state()).isEqualTo(Map.of());
    }
}
