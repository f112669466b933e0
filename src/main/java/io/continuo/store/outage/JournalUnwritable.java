package io.continuo.store.outage;

import org.jspecify.annotations.Nullable;

/** The disk did not take it, or the journal is closed; nothing was kept, and another try may succeed. */
public final class JournalUnwritable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JournalUnwritable(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
