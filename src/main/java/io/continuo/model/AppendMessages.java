package io.continuo.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Appends messages, all or none, trims the history, and with them sets what came beside them.
 *
 * @param state each member replaces the stored one whole, {@link JsonText#NULL} removes it
 * @param userId the new owner, null to leave it
 * @param metadata replaces the caller's metadata, null to leave it
 * @param origin for a session that is created now
 * @param create whether an absent session is created; else {@link ContinuoException.SessionNotFound}
 */
public record AppendMessages(
        SessionKey session,
        List<NewMessage> messages,
        Map<String, JsonText> state,
        @Nullable UserId userId,
        @Nullable JsonText metadata,
        Origin origin,
        boolean create,
        Answer answer,
        SessionPolicy policy,
        Precondition precondition,
        @Nullable Once once,
        IdSource idSource)
        implements SessionChange<Appended> {

    public AppendMessages(
            SessionKey session,
            List<NewMessage> messages,
            Map<String, JsonText> state,
            @Nullable UserId userId,
            @Nullable JsonText metadata,
            Origin origin,
            boolean create,
            Answer answer,
            SessionPolicy policy,
            Precondition precondition,
            @Nullable Once once) {
        this(
                session,
                messages,
                state,
                userId,
                metadata,
                origin,
                create,
                answer,
                policy,
                precondition,
                once,
                IdSource.CALLER);
    }

    /**
     * What the answer carries beside the messages.
     *
     * @param history how many of the last messages; 0 for none
     */
    public record Answer(boolean state, int history) {

        public static final Answer BRIEF = new Answer(false, 0);
    }

    public AppendMessages with(SessionPolicy other) {
        return new AppendMessages(
                session,
                messages,
                state,
                userId,
                metadata,
                origin,
                create,
                answer,
                other,
                precondition,
                once,
                idSource);
    }
}
