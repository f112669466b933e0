package io.continuo.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Takes documents out through the indexes of their types, whoever owns them, at most {@code limit} entries at a time. Each is
 * checked again in the step that removes it. No step of it holds a store longer than 5 ms.
 *
 * @param from where the last sweep ended, null to begin
 * @param limit how many entries of the indexes are looked at, 1 to 10,000
 * @param dryRun only counts, and changes nothing at all
 */
public record SweepDocuments(
        Namespace namespace, Which which, @Nullable String from, int limit, boolean dryRun)
        implements Change<SweepDocuments.Swept> {

    /** Which documents are meant. */
    public sealed interface Which {}

    /**
     * Entries of indexes and registers whose document has expired or is gone, and with a session's last document what kept
     * an expired session in its user's index.
     */
    public record Inactive() implements Which {}

    /** The document of this name of every owner. */
    public record Named(DocumentName name) implements Which {}

    /** All documents, written before this time. */
    public record All(Instant writtenBefore) implements Which {}

    /**
     * What a sweep did.
     *
     * @param examined index entries looked at
     * @param sample the first few documents that were removed, or would be, at most {@link SweepSessions#SAMPLE}
     * @param next where to go on, null when the indexes have been seen whole
     */
    public record Swept(
            long examined,
            Removed removed,
            List<DocumentKey> sample,
            @Nullable String next) {}
}
