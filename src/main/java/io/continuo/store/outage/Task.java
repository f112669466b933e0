package io.continuo.store.outage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.continuo.model.Change;

/** What a journal is asked to do, and the answer to come. */
sealed interface Task {

    CompletableFuture<?> answer();

    /** Keep a change. */
    record Append(Change<?> change, Instant acceptedAt, CompletableFuture<Entry> answer) implements Task {}

    /** Take entries out. */
    record Done(Collection<Entry> entries, CompletableFuture<Void> answer) implements Task {

        public Done {
            entries = List.copyOf(entries);
        }
    }

    /** Take an entry out once it is among the dead letters. */
    record Bury(DeadLetters.Letter letter, CompletableFuture<Void> answer) implements Task {}

    default void fail(Throwable failure) {
        answer().completeExceptionally(failure);
    }
}
