package io.continuo.store.outage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Fallback;
import io.continuo.model.Message;
import io.continuo.model.Session;

/**
 * What is known of a session, in parts of which each may be missing.
 *
 * @param session without state and history
 * @param state its members; null where they are not known
 * @param tail the last messages; null where none is known
 * @param confirmedAt when the store last said it
 */
record Known(
        Session session,
        @Nullable Map<String, JsonText> state,
        @Nullable Tail tail,
        Instant confirmedAt) {

    /** An estimate of the memory that it takes. */
    long bytes() {
        long bytes = 512L + session.metadata().length();
        if (state != null) {
            for (Map.Entry<String, JsonText> member : state.entrySet()) {
                bytes += 128L + member.getKey().length() + member.getValue().length();
            }
        }
        return bytes + (tail == null ? 0 : tail.bytes());
    }

    boolean isOfSameSession(Session other) {
        return session.createdAt().equals(other.createdAt());
    }

    /** The session with those of its parts that are asked for, marked as what it is. */
    Session as(Fallback fallback, boolean withState, @Nullable List<Message> history) {
        return with(session, withState ? state : null, history, fallback);
    }

    /** The session without its large parts. */
    static Session bare(Session session) {
        return with(session, null, null, null);
    }

    private static Session with(
            Session session,
            @Nullable Map<String, JsonText> state,
            @Nullable List<Message> history,
            @Nullable Fallback fallback) {
        return new Session(
                session.id(),
                session.userId(),
                state,
                session.metadata(),
                session.messageCount(),
                session.totalMessages(),
                session.version(),
                session.createdAt(),
                session.lastInteraction(),
                session.expiresAt(),
                history,
                List.of(),
                List.of(),
                fallback);
    }
}
