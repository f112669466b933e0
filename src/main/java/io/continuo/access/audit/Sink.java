package io.continuo.access.audit;

import java.io.IOException;
import java.util.List;

/** Where lines go. Used by one thread. */
interface Sink {

    /**
     * Takes entries in, all or none; they are where they belong when this returns.
     *
     * @throws IOException if none was taken; they can be brought again
     */
    void write(List<AuditEntry> entries) throws IOException;

    /** Says where the chain has come to, in a place of its own, so that a chain that was cut off can be told. */
    void anchor();

    /** Gives up what it holds. Nothing is written afterwards. */
    void close();
}
