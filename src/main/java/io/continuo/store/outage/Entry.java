package io.continuo.store.outage;

import java.time.Instant;

import io.continuo.model.Change;

/** A change that a journal keeps until it is done. Two entries are equal when they are the same object. */
public final class Entry {

    private final Log log;
    private final long id;
    private final Change<?> change;
    private final Instant acceptedAt;

    Entry(Log log, long id, Change<?> change, Instant acceptedAt) {
        this.log = log;
        this.id = id;
        this.change = change;
        this.acceptedAt = acceptedAt;
    }

    public Change<?> change() {
        return change;
    }

    /** When the change was accepted, in milliseconds. */
    public Instant acceptedAt() {
        return acceptedAt;
    }

    /** Its number in its journal: later ones have higher ones. */
    public long id() {
        return id;
    }

    Log log() {
        return log;
    }

    /** The number only. */
    @Override
    public String toString() {
        return "entry " + id;
    }
}
