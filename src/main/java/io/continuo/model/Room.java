package io.continuo.model;

import io.continuo.model.ContinuoException.LimitExceeded;

/**
 * What a namespace may hold in all, and whether it is known to be full; it goes with a change to its step. Only what adds
 * something is refused, after everything else that may stop it.
 */
public record Room(Share sessions, Share documents, Share bytes) {

    /** A namespace that may hold anything. */
    public static final Room ENDLESS = new Room(Share.ENDLESS, Share.ENDLESS, Share.ENDLESS);

    /**
     * One of the three.
     *
     * @param allowed how much; {@link Long#MAX_VALUE} for any
     * @param full whether it was there when it was last counted
     */
    public record Share(long allowed, boolean full) {

        public static final Share ENDLESS = new Share(Long.MAX_VALUE, false);

        public boolean isBounded() {
            return allowed < Long.MAX_VALUE;
        }

        /** How many there may be before another one: none where it is full whatever is counted. */
        public long most() {
            return full ? 0 : allowed;
        }
    }

    public LimitExceeded noSession() {
        return new LimitExceeded("namespace_sessions", sessions.allowed());
    }

    public LimitExceeded noDocument() {
        return new LimitExceeded("namespace_documents", documents.allowed());
    }

    public LimitExceeded noBytes() {
        return new LimitExceeded("namespace_bytes", bytes.allowed());
    }
}
