package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of a history.
 *
 * @param hasMore whether there are more in the direction asked: newer ones after {@code after}, else older ones
 * @param firstSeq the first seq that is kept
 * @param nextSeq the seq that the next message will get
 * @param unreadable seqs of this page whose stored value is damaged; they are left out of {@code messages}
 * @param fallback where it does not come from the store
 */
public record MessagePage(
        List<Message> messages,
        boolean hasMore,
        long firstSeq,
        long nextSeq,
        List<Long> unreadable,
        @Nullable Fallback fallback) {

    public MessagePage(List<Message> messages, boolean hasMore, long firstSeq, long nextSeq, List<Long> unreadable) {
        this(messages, hasMore, firstSeq, nextSeq, unreadable, null);
    }

    /** How many messages are kept. */
    public long total() {
        return nextSeq - firstSeq;
    }

    /** How many are gone. */
    public long trimmed() {
        return firstSeq - 1;
    }
}
