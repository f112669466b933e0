package io.continuo.model;

import java.util.List;

/**
 * A page of a history.
 *
 * @param hasMore whether there are more in the direction asked: newer ones after {@code after}, else older ones
 * @param firstSeq the first seq that is kept
 * @param nextSeq the seq that the next message will get
 * @param unreadable seqs of this page whose stored value is damaged; they are left out of {@code messages}
 */
public record MessagePage(List<Message> messages, boolean hasMore, long firstSeq, long nextSeq, List<Long> unreadable) {

    /** How many messages are kept. */
    public long total() {
        return nextSeq - firstSeq;
    }

    /** How many are gone. */
    public long trimmed() {
        return firstSeq - 1;
    }
}
