package io.continuo.store.outage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Fallback;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.SessionExists;

/** Answers to questions about one session from what is known of it. */
final class Answers {

    private Answers() {}

    /** The answer; null where what is known does not tell it. */
    static @Nullable Object of(Query<?> query, Known known, Fallback fallback) {
        if (query instanceof LoadSession load) {
            return session(load, known, fallback);
        } else if (query instanceof ReadMessages read) {
            return known.tail() == null ? null : page(read, known, known.tail(), fallback);
        }
        // Whether it exists: it does.
        return query instanceof SessionExists ? true : null;
    }

    private static @Nullable Object session(LoadSession load, Known known, Fallback fallback) {
        if (known.state() == null) {
            return null;
        } else if (load.history() == null) {
            return known.as(fallback, true, null);
        }
        List<Message> history = known.tail() == null ? null : known.tail().last(load.history());
        return history == null ? null : known.as(fallback, true, history);
    }

    private static @Nullable Object page(ReadMessages read, Known known, Tail tail, Fallback fallback) {
        List<Message> range = new ArrayList<>();
        for (Message message : tail.messages()) {
            if (isIn(read, message)) {
                range.add(message);
            }
        }
        boolean forwards = read.after() != null;
        boolean more = range.size() > read.limit();
        int cut = Math.min(read.limit(), range.size());
        List<Message> page =
                new ArrayList<>(forwards ? range.subList(0, cut) : range.subList(range.size() - cut, range.size()));
        if (!tail.whole() && !(forwards ? begins(tail, read.after()) : range.size() >= read.limit())) {
            return null;
        }
        if (read.newestFirst()) {
            Collections.reverse(page);
        }
        long count = known.session().messageCount();
        long total = known.session().totalMessages();
        boolean older = !forwards && !tail.whole();
        return new MessagePage(page, more || older, total - count + 1, total + 1, List.of(), fallback);
    }

    /** A message without a seq is newer than all that have one. */
    private static boolean isIn(ReadMessages read, Message message) {
        boolean newer = read.after() == null || message.seq() == 0 || message.seq() > read.after();
        boolean older = read.before() == null || (message.seq() != 0 && message.seq() < read.before());
        return newer && older;
    }

    /** Whether the tail reaches back to the first message after the seq. */
    private static boolean begins(Tail tail, @Nullable Long after) {
        long first = tail.messages().isEmpty() ? 0 : tail.messages().get(0).seq();
        return after != null && first != 0 && first <= after + 1;
    }
}
