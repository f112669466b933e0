package io.continuo.ops.invalidation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.model.SweepSessions;
import io.continuo.ops.invalidation.Stage.Step;
import io.continuo.store.SessionStore;

/**
 * An invalidation under way: where it is, and what it did since it was begun or taken up again. Its steps follow each
 * other, so nothing here is shared.
 */
final class Job {

    private final List<Stage> stages;
    private final Instant start;
    private int stage;
    private @Nullable String position;

    private long matched;
    private Removed removed = Removed.NOTHING;
    private List<SessionId> sessions = new ArrayList<>();
    private List<DocumentKey> documents = new ArrayList<>();

    Job(Invalidation invalidation, Instant start, int batch) {
        this.stages = Stages.of(invalidation, start, batch);
        this.start = start;
    }

    Instant start() {
        return start;
    }

    boolean isComplete() {
        return stage == stages.size();
    }

    Uni<Step> step(SessionStore store, Instant now) {
        return stages.get(stage).step(store, position, now).invoke(this::did);
    }

    long matched() {
        return matched;
    }

    Removed removed() {
        return removed;
    }

    List<SessionId> sessions() {
        return sessions;
    }

    List<DocumentKey> documents() {
        return documents;
    }

    /** The same at the same place, with nothing done as yet. */
    Job resumed() {
        matched = 0;
        removed = Removed.NOTHING;
        sessions = new ArrayList<>();
        documents = new ArrayList<>();
        return this;
    }

    private void did(Step step) {
        matched += step.matched();
        removed = removed.plus(step.removed());
        sample(sessions, step.sessions());
        sample(documents, step.documents());
        position = step.next();
        stage += position == null ? 1 : 0;
    }

    private static <T> void sample(List<T> sample, List<T> more) {
        more.stream().limit(SweepSessions.SAMPLE - sample.size()).forEach(sample::add);
    }
}
