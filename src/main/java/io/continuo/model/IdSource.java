package io.continuo.model;

/** Where the id of a session comes from that a change may create. */
public enum IdSource {

    /** From the caller: there may be such a session. */
    CALLER,

    /** From the idempotency key: there is such a session only where the same request came before. */
    IDEMPOTENCY_KEY,

    /** Made for this change: there is no such session. */
    FRESH
}
