package io.continuo.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What one writer was told about its writes to one session, in their order. The writer alone adds to it; readers look at
 * the counts meanwhile, and the checker at the writes when all is over.
 */
final class Conversation {

    /**
     * A write and its fate.
     *
     * @param doubted whether nobody knew it at first
     */
    record Written(Write write, Outcome outcome, boolean doubted) {

        /** Whether Redis has confirmed it. */
        boolean given() {
            return outcome == Outcome.STORED;
        }
    }

    private final String session;
    private final String writer;
    private final Replica replica;
    private final List<Written> all = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile int stored;
    private final AtomicInteger highest = new AtomicInteger();
    private volatile boolean begun;

    Conversation(String session, String writer, Replica replica) {
        this.session = session;
        this.writer = writer;
        this.replica = replica;
    }

    String session() {
        return session;
    }

    String writer() {
        return writer;
    }

    Replica replica() {
        return replica;
    }

    /** Whether the session must be there by now. */
    boolean begun() {
        return begun;
    }

    /** How many of its messages a reader of that replica must see at least, unless the answer is marked. */
    int atLeast(Replica reader) {
        // What another replica has in its journal comes when that one replays it, of which no reader is told.
        return reader == replica ? acknowledged.get() : stored;
    }

    /** The highest seq that Redis has confirmed: as many messages must be there. */
    int highest() {
        return highest.get();
    }

    Write next(Form form) {
        return new Write(session, writer, all.size() + 1, form);
    }

    /** The last write, if nobody knows what became of it and it may be sent again. */
    @Nullable
    Write doubtful() {
        Written last = all.isEmpty() ? null : all.get(all.size() - 1);
        return last != null
                        && last.outcome() == Outcome.UNKNOWN
                        && last.write().form().repeatable()
                ? last.write()
                : null;
    }

    /** Notes what became of the next write, or of the doubtful one. */
    void note(Write write, Reply reply) {
        Outcome outcome = reply.outcome();
        boolean again = write.number() == all.size();
        if (again) {
            all.remove(all.size() - 1);
        }
        all.add(new Written(write, outcome, again || outcome == Outcome.UNKNOWN));
        if (outcome.acknowledged()) {
            acknowledged.addAndGet(write.form().messages());
            begun = true;
        }
        if (outcome == Outcome.STORED) {
            // All that the same replica had journaled for the session went in before it.
            stored = acknowledged.get();
            JsonNode answer = reply.json();
            answer.path("data").forEach(message -> highest.accumulateAndGet(seq(message), Math::max));
            highest.accumulateAndGet(seq(answer.path("message")), Math::max);
        }
    }

    private static int seq(JsonNode message) {
        return message.path("seq").asInt();
    }

    List<Written> all() {
        return all;
    }
}
