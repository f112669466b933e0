package io.continuo.model;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Takes sessions out through an index, at most {@code limit} entries at a time. Each session is checked again in the step that
 * removes it, so that one touched meanwhile stays. No step of it holds a store longer than 5 ms.
 *
 * <p>A session that has expired leaves documents of a life of their own behind, and stays in its user's index while there are
 * any. A living session that is removed takes its documents with it.
 *
 * @param from where the last sweep ended, null to begin
 * @param limit how many entries of the index are looked at, 1 to 10,000
 * @param dryRun only counts, and changes nothing at all
 */
public record SweepSessions(
        Namespace namespace, Which which, @Nullable String from, int limit, boolean dryRun)
        implements Change<SweepSessions.Swept> {

    public static final int SAMPLE = 10;

    /** Which sessions are meant. */
    public sealed interface Which {}

    /**
     * Sessions that have expired and index entries that point nowhere.
     *
     * @param idleSince living sessions too whose last interaction lies before this; null for none
     */
    public record Inactive(@Nullable Instant idleSince) implements Which {}

    /** Living sessions whose last interaction lies before this, and nothing else. */
    public record Idle(Instant since) implements Which {}

    /**
     * The sessions of a user, through the user's index, and what expired ones left behind.
     *
     * @param idleSince only those whose last interaction lies before this; null for all
     * @param keep types of documents that stay where they are, readable as before and for as long; those that followed the
     *     session keep the expiry that they had
     */
    public record OfUser(UserId user, @Nullable Instant idleSince, Set<String> keep) implements Which {}

    /** One session, and what it left behind where it has expired. */
    public record One(SessionId session) implements Which {}

    /**
     * What a sweep did.
     *
     * @param examined index entries looked at
     * @param sample the first few sessions that were removed, or would be, at most {@link #SAMPLE}
     * @param next where to go on, null when the index has been seen whole
     */
    public record Swept(
            long examined,
            Removed removed,
            List<SessionId> sample,
            @Nullable String next) {}
}
