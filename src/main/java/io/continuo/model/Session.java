package io.continuo.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * A session as one consistent snapshot.
 *
 * @param state its top-level members, or null where they were not asked for
 * @param metadata an object: the caller's, and {@code created_via} and {@code user_agent} where the caller's has none
 * @param messageCount how many messages are kept
 * @param totalMessages how many were ever appended
 * @param version 1 at creation, one more with each write call that changed something; 0 where
 *     it is not given yet
 * @param history the last messages, oldest first, or null where they were not asked for
 * @param unreadableState names of state members whose stored value is damaged; they are left out of {@code state}
 * @param unreadableMessages seqs of damaged messages; they are left out of {@code history}
 * @param fallback where it does not come from the store
 */
public record Session(
        SessionId id,
        @Nullable UserId userId,
        @Nullable Map<String, JsonText> state,
        JsonText metadata,
        long messageCount,
        long totalMessages,
        long version,
        Instant createdAt,
        Instant lastInteraction,
        Instant expiresAt,
        @Nullable List<Message> history,
        List<String> unreadableState,
        List<Long> unreadableMessages,
        @Nullable Fallback fallback) {

    public Session(
            SessionId id,
            @Nullable UserId userId,
            @Nullable Map<String, JsonText> state,
            JsonText metadata,
            long messageCount,
            long totalMessages,
            long version,
            Instant createdAt,
            Instant lastInteraction,
            Instant expiresAt,
            @Nullable List<Message> history,
            List<String> unreadableState,
            List<Long> unreadableMessages) {
        this(
                id,
                userId,
                state,
                metadata,
                messageCount,
                totalMessages,
                version,
                createdAt,
                lastInteraction,
                expiresAt,
                history,
                unreadableState,
                unreadableMessages,
                null);
    }
}
