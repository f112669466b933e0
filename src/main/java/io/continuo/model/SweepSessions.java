package io.continuo.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Takes sessions out that have expired or were idle too long, and index entries that point nowhere; at most {@code limit}
 * entries are looked at. Each is checked again in the step that removes it, so that a session touched meanwhile stays.
 *
 * @param idleSince sessions whose last interaction lies before this are removed though they have not expired; null for
 *     expired ones only
 * @param from where the last sweep ended, null to begin
 */
public record SweepSessions(
        Namespace namespace,
        @Nullable Instant idleSince,
        @Nullable String from,
        int limit) implements Change<SweepSessions.Swept> {

    /**
     * What a sweep did.
     *
     * @param examined index entries looked at
     * @param removedSessions sessions removed with all their keys
     * @param removedEntries index entries removed whose session was gone already
     * @param next where to go on, null when the index has been seen whole
     */
    public record Swept(
            long examined,
            long removedSessions,
            long removedEntries,
            @Nullable String next) {}
}
