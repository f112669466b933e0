package io.continuo.store.outage;

/** The journal has as many bytes as it may have; the change was not kept. */
public final class JournalFull extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JournalFull(long maxBytes) {
        super("The journal has no room: it may take " + maxBytes + " bytes.", null, false, false);
    }
}
