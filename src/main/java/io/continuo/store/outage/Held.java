package io.continuo.store.outage;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.continuo.model.Appended;
import io.continuo.model.Once;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionWritten;

/**
 * A change that waits to be made.
 *
 * @param change as it will be made
 * @param written ends when the journal has it
 * @param outcome what the caller is told then
 */
record Held(SessionChange<?> change, CompletableFuture<Entry> written, Object outcome) {

    Once once() {
        return Objects.requireNonNull(change.once(), "every change that waits has one");
    }

    /** What a caller is told who sends the change again. */
    Object outcomeAgain() {
        if (outcome instanceof Appended first) {
            return new Appended(
                    first.known(),
                    first.messages(),
                    first.version(),
                    first.created(),
                    first.changed(),
                    true,
                    first.accepted());
        }
        SessionWritten first = (SessionWritten) outcome;
        return new SessionWritten(first.known(), first.version(), first.created(), false, true, first.accepted());
    }
}
