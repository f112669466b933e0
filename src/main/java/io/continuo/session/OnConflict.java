package io.continuo.session;

/** What an import does where something different is there. */
public enum OnConflict {
    /** It stays, and is counted. */
    SKIP,
    /** It makes way. */
    REPLACE,
    /** It stays, and is reported as a failure. */
    FAIL
}
