package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A part of the index of documents, whoever owns them. One that is written or whose life changes meanwhile may be missed or come
 * again; some may have gone.
 *
 * @param from where the part before ended; null to begin, as is anything that is no such place
 * @param limit how many entries are looked at, 1 to 500
 */
public record ScanDocuments(Namespace namespace, @Nullable String from, int limit)
        implements Query<ScanDocuments.Part> {

    /**
     * What was found.
     *
     * @param next where to go on; null when the index has been seen whole
     */
    public record Part(
            List<DocumentKey> documents, @Nullable String next) {}
}
