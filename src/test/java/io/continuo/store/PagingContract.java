package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.NewMessage;
import io.continuo.model.ReadMessages;

/** Pages of a history whose messages 4 to 10 are kept and 1 to 3 are gone. */
public abstract class PagingContract extends StoreFacts {

    @BeforeEach
    void sevenOfTenAreKept() {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            messages.add(Fixtures.message("m" + i, now));
        }
        apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(7)).append(messages));
    }

    @Test
    void withoutBoundsThePageHasTheLastMessages() {
        assertPage(page(s1, 3, null, null), true, 8, 9, 10);
        assertPage(page(s1, 7, null, null), false, 4, 5, 6, 7, 8, 9, 10);
        assertPage(page(s1, 500, null, null), false, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void beforeGivesTheLastMessagesBelow() {
        assertPage(page(s1, 3, 8L, null), true, 5, 6, 7);
        assertPage(page(s1, 4, 8L, null), false, 4, 5, 6, 7);
        assertPage(page(s1, 2, 11L, null), true, 9, 10);
        assertPage(page(s1, 2, 999L, null), true, 9, 10);
        assertPage(page(s1, 2, Long.MAX_VALUE, null), true, 9, 10);
        assertPage(page(s1, 2, 4L, null), false);
        assertPage(page(s1, 2, 2L, null), false);
        assertPage(page(s1, 2, 0L, null), false);
    }

    @Test
    void afterGivesTheFirstMessagesAbove() {
        assertPage(page(s1, 3, null, 0L), true, 4, 5, 6);
        assertPage(page(s1, 3, null, 2L), true, 4, 5, 6);
        assertPage(page(s1, 3, null, 3L), true, 4, 5, 6);
        assertPage(page(s1, 3, null, 4L), true, 5, 6, 7);
        assertPage(page(s1, 3, null, 7L), false, 8, 9, 10);
        assertPage(page(s1, 3, null, 10L), false);
        assertPage(page(s1, 3, null, 99L), false);
        assertPage(page(s1, 3, null, Long.MAX_VALUE), false);
    }

    @Test
    void bothGiveTheFirstMessagesAboveThatLieBelow() {
        assertPage(page(s1, 2, 8L, 4L), true, 5, 6);
        assertPage(page(s1, 3, 8L, 4L), false, 5, 6, 7);
        assertPage(page(s1, 9, 8L, 0L), false, 4, 5, 6, 7);
        assertPage(page(s1, 9, 99L, 8L), false, 9, 10);
        assertPage(page(s1, 9, 5L, 4L), false);
        assertPage(page(s1, 9, 3L, 8L), false);
    }

    @Test
    void theOrderWithinThePageIsAsAsked() {
        MessagePage newest = read(new ReadMessages(s1, 3, true, null, null, null));
        assertPage(newest, true, 10, 9, 8);
        assertPage(read(new ReadMessages(s1, 3, true, 8L, null, null)), true, 7, 6, 5);
        assertPage(read(new ReadMessages(s1, 3, true, null, 4L, null)), true, 7, 6, 5);
        assertThat(contents(newest.messages())).containsExactly("m10", "m9", "m8");
    }

    @Test
    void pagingBackAndForthSeesEveryMessageOnce() {
        List<Long> back = new ArrayList<>();
        Long before = null;
        MessagePage page;
        do {
            page = read(new ReadMessages(s1, 2, true, before, null, null));
            back.addAll(seqs(page.messages()));
            before = back.get(back.size() - 1);
        } while (page.hasMore());
        assertThat(back).containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L);

        List<Long> forth = new ArrayList<>();
        long after = 0;
        do {
            page = page(s1, 3, null, after);
            forth.addAll(seqs(page.messages()));
            after = forth.get(forth.size() - 1);
        } while (page.hasMore());
        assertThat(forth).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void loadingGivesTheLastMessagesOldestFirst() {
        assertThat(load(s1).history()).isNull();
        assertThat(historySeqs(2)).containsExactly(9L, 10L);
        assertThat(historySeqs(7)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(historySeqs(500)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(historySeqs(0)).isEmpty();
    }

    @Test
    void aSessionWithoutMessagesHasAnEmptyPage() {
        create(key("empty"));

        MessagePage page = page(key("empty"), 5, null, null);

        assertThat(page).isEqualTo(new MessagePage(List.of(), false, 1, 1, List.of()));
        assertThat(page(key("empty"), 5, null, 0L)).isEqualTo(page);
        assertThat(page(key("empty"), 5, 9L, null)).isEqualTo(page);
    }

    private List<Long> historySeqs(int history) {
        @Nullable
        List<Message> messages = read(new LoadSession(s1, history, null)).history();
        return messages == null ? List.of(-1L) : seqs(messages);
    }

    private static void assertPage(MessagePage page, boolean hasMore, long... seqs) {
        assertThat(seqs(page.messages()))
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.of(seqs).boxed().toList());
        assertThat(page.hasMore()).isEqualTo(hasMore);
        assertThat(page.firstSeq()).isEqualTo(4);
        assertThat(page.nextSeq()).isEqualTo(11);
        assertThat(page.total()).isEqualTo(7);
        assertThat(page.trimmed()).isEqualTo(3);
        assertThat(page.unreadable()).isEmpty();
    }
}
