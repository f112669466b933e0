package io.continuo.store.embedded;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;

/** A step that waits for its turn, then perhaps for its commit, and then answers. */
final class Task<R> {

    /** What the step does. */
    interface Step<R> {
        R run(Engine engine, Edit edit);
    }

    private final Step<R> step;
    private final boolean durable;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private @Nullable R result;

    /** @param durable whether the answer waits until what the step wrote is on disk */
    Task(Step<R> step, boolean durable) {
        this.step = step;
        this.durable = durable;
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    boolean isDurable() {
        return durable;
    }

    void run(Engine engine, Edit edit) {
        result = step.run(engine, edit);
    }

    @SuppressWarnings("NullAway") // The result is null only before the step has run.
    void succeed() {
        answer.complete(result);
    }

    void fail(ContinuoException failure) {
        answer.completeExceptionally(failure);
    }
}
