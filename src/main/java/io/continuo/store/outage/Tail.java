package io.continuo.store.outage;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Message;

/**
 * The last messages of a history, without a gap up to the newest.
 *
 * @param whole whether these are all that is kept
 */
record Tail(List<Message> messages, boolean whole) {

    static final Tail EMPTY = new Tail(List.of(), true);

    /** More are not remembered. */
    static final int MOST = 500;

    /**
     * The tail after an append.
     *
     * @param kept how many messages the history keeps
     */
    Tail plus(List<Message> more, int kept) {
        List<Message> all = new ArrayList<>(messages.size() + more.size());
        all.addAll(messages);
        all.addAll(more);
        int from = Math.max(0, all.size() - Math.min(kept, MOST));
        boolean forgotten = from > 0 && kept > MOST;
        return new Tail(List.copyOf(all.subList(from, all.size())), (whole || all.size() - from >= kept) && !forgotten);
    }

    /** The last messages; null where they are not known so far back. */
    @Nullable
    List<Message> last(int count) {
        int from = messages.size() - count;
        if (from >= 0) {
            return messages.subList(from, messages.size());
        }
        return whole ? messages : null;
    }

    long bytes() {
        return messages.stream()
                .mapToLong(message -> 64L + message.stored().length())
                .sum();
    }
}
