package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a user has, of living sessions only.
 *
 * @param sessions how many
 * @param messages how many they keep together
 * @param documents how many documents the user owns, those of the sessions apart
 * @param firstInteraction when the oldest of the sessions was created, null without sessions
 * @param lastInteraction the latest interaction with one of them, null without sessions
 */
public record UserSummary(
        UserId id,
        long sessions,
        long messages,
        long documents,
        @Nullable Instant firstInteraction,
        @Nullable Instant lastInteraction) {}
