package io.continuo.faults;

/** What an answer says about its request. */
enum Outcome {
    /** 2xx: it is in the store, or was read from there. */
    STORED,

    /** 2xx, marked as fallback: it is in the journal, or was read from what the replica knows. */
    FALLBACK,

    /** Nothing was changed: the store is unavailable, or the service could not be reached. */
    REFUSED,

    /** It may have happened: so says the answer, or the connection ended before there was one. */
    UNKNOWN,

    /** Anything else. */
    WRONG;

    boolean acknowledged() {
        return this == STORED || this == FALLBACK;
    }
}
