package io.continuo.model;

import org.jspecify.annotations.Nullable;

/** What the outcome of a change says of the version of the thing that it changed. */
public interface Versions {

    /** Null where there was none, or where it is not known: of a replay, of a change that is still to be made. */
    @Nullable
    Long versionBefore();

    /** The same as before where nothing was changed; null where there is none any more, or none as yet. */
    @Nullable
    Long versionAfter();

    /** Whether the outcome is that of an earlier request under the same idempotency key. */
    boolean replayed();
}
