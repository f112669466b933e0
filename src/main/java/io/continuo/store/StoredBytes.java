package io.continuo.store;

import io.continuo.model.Namespace;

/** The bytes of the values that this replica has written, by namespace. */
@FunctionalInterface
public interface StoredBytes {

    /**
     * Two measures of the same values.
     *
     * @param plain as they came
     * @param stored as they are kept
     */
    record Written(long plain, long stored) {

        public static final Written NOTHING = new Written(0, 0);
    }

    /** Since the start of the replica. */
    Written of(Namespace namespace);
}
