package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.NewMessage;
import io.continuo.model.Session;

/** Messages that carry the caller's own ids. */
public abstract class MessageIdContract extends StoreFacts {

    @Test
    void theSameMessageTwiceIsStoredOnce() {
        Appended first = apply(ChangeBuilder.on(s1).append(message("m1", "a")));
        Session before = load(s1);
        advance(Duration.ofMinutes(1));

        Appended again = apply(ChangeBuilder.on(s1)
                .state("{\"not\":1}")
                .user("not")
                .metadata("{\"not\":1}")
                .append(message("m1", "a")));

        assertThat(again.changed()).isFalse();
        assertThat(again.created()).isFalse();
        assertThat(again.replayed()).isFalse();
        assertThat(again.version()).isEqualTo(1);
        assertThat(duplicates(again.messages())).containsExactly(true);
        assertThat(seqs(again.messages())).containsExactly(1L);
        // The timestamp is that of the first delivery.
        assertThat(again.messages().get(0).stored())
                .isEqualTo(first.messages().get(0).stored());
        assertThat(loadWithHistory(s1, 9).history()).isEqualTo(first.messages());
        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void aDuplicateBesideANewMessageTakesNoPlace() {
        apply(ChangeBuilder.on(s1).append(message("m1", "a"), message("m2", "b")));

        Appended mixed = apply(ChangeBuilder.on(s1)
                .state("{\"x\":1}")
                .append(message("m2", "b"), message("m3", "c"), message("m1", "a"), Fixtures.message("d", now)));

        assertThat(mixed.changed()).isTrue();
        assertThat(mixed.version()).isEqualTo(2);
        assertThat(seqs(mixed.messages())).containsExactly(2L, 3L, 1L, 4L);
        assertThat(duplicates(mixed.messages())).containsExactly(true, false, true, false);
        Session session = loadWithHistory(s1, 9);
        assertThat(contents(session.history())).containsExactly("a", "b", "c", "d");
        assertThat(session.state()).isEqualTo(Fixtures.members("{\"x\":1}"));
    }

    @Test
    void theSecondOfTwoEqualMessagesInOneRequestIsTheDuplicate() {
        Instant later = now.plusSeconds(1);

        Appended appended = apply(ChangeBuilder.on(s1)
                .append(message("m1", "a"), Fixtures.message("m1", "a", later), message("m2", "b")));

        assertThat(seqs(appended.messages())).containsExactly(1L, 1L, 2L);
        assertThat(duplicates(appended.messages())).containsExactly(false, true, false);
        assertThat(appended.messages().get(1).stored())
                .isEqualTo(appended.messages().get(0).stored());
        assertThat(contents(loadWithHistory(s1, 9).history())).containsExactly("a", "b");
    }

    @Test
    void theSameIdWithOtherContentIsAConflictAndNothingIsStored() {
        apply(ChangeBuilder.on(s1).append(message("m1", "a")));
        Session before = load(s1);

        assertThat(refused(
                                MessageIdConflict.class,
                                ChangeBuilder.on(s1)
                                        .state("{\"x\":1}")
                                        .append(Fixtures.message("new", now), message("m1", "other")))
                        .index())
                .isEqualTo(1);

        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void twoContentsUnderOneIdInOneRequestAreAConflict() {
        assertThat(refused(
                                MessageIdConflict.class,
                                ChangeBuilder.on(s1).append(message("m0", "z"), message("m1", "a"), message("m1", "b")))
                        .index())
                .isEqualTo(2);
        assertThat(exists(s1)).isFalse();
    }

    @Test
    void idsAreRememberedThoughTheirMessagesAreGone() {
        apply(ChangeBuilder.on(s1).append(message("m1", "a"), message("m2", "b")));
        Instant first = now;
        apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(1)).append(message("m3", "c")));
        advance(Duration.ofSeconds(1));

        Appended trimmed = apply(ChangeBuilder.on(s1).append(message("m1", "a")));
        assertThat(seqs(trimmed.messages())).containsExactly(1L);
        assertThat(trimmed.messages().get(0).stored()).isEqualTo(StoredMessage.of(message("m1", "a"), first));
        apply(ChangeBuilder.on(s1).clear());
        assertThat(apply(ChangeBuilder.on(s1).append(message("m3", "c"))).changed())
                .isFalse();
        refused(MessageIdConflict.class, ChangeBuilder.on(s1).append(message("m3", "z")));
    }

    @Test
    void theNewestThousandIdsAreRemembered() {
        apply(ChangeBuilder.on(s1).append(message("m0", "first")));
        apply(ChangeBuilder.on(s1).append(message("m1", "second")));
        for (int batch = 0; batch < 10; batch++) {
            List<NewMessage> messages = new ArrayList<>();
            // One short of a thousand more, so that of the first two only the second is among the newest thousand.
            for (int i = batch == 0 ? 1 : 0; i < 100; i++) {
                messages.add(message("b" + batch + "-" + i, "x"));
            }
            apply(ChangeBuilder.on(s1).append(messages));
        }

        assertThat(apply(ChangeBuilder.on(s1).append(message("m1", "second"))).changed())
                .isFalse();
        Appended forgotten = apply(ChangeBuilder.on(s1).append(message("m0", "other")));
        assertThat(duplicates(forgotten.messages())).containsExactly(false);
        assertThat(seqs(forgotten.messages())).containsExactly(1002L);
        // Its return has pushed out the second one.
        assertThat(apply(ChangeBuilder.on(s1).append(message("m1", "second"))).changed())
                .isTrue();
        assertThat(apply(ChangeBuilder.on(s1).append(message("b0-2", "x"))).changed())
                .isFalse();
    }

    @Test
    void aDuplicateDoesNotMakeAnIdNewer() {
        apply(ChangeBuilder.on(s1).append(message("m0", "first")));
        for (int batch = 0; batch < 10; batch++) {
            List<NewMessage> messages = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                messages.add(message("b" + batch + "-" + i, "x"));
            }
            if (batch < 9) {
                messages.add(message("m0", "first"));
            }
            apply(ChangeBuilder.on(s1).append(messages));
        }

        assertThat(apply(ChangeBuilder.on(s1).append(message("m0", "first"))).changed())
                .isTrue();
    }

    @Test
    void idsOfAnyKindAreToldApart() {
        List<String> ids = List.of("", " ", "a:b", "a%3Ab", "\u0000", "é", "😀", "k", "1", "x".repeat(300), "a b");
        List<NewMessage> messages =
                ids.stream().map(id -> message(id, "c" + id)).toList();
        apply(ChangeBuilder.on(s1).append(messages));

        Appended again = apply(ChangeBuilder.on(s1).append(messages));

        assertThat(again.changed()).isFalse();
        assertThat(seqs(again.messages())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(load(s1).state()).isEqualTo(Map.of());
    }

    private NewMessage message(String id, String content) {
        return Fixtures.message(id, content, now);
    }
}
