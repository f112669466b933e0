package io.continuo.ops.invalidation;

import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserKey;
import io.continuo.ops.invalidation.Stage.Step;

/** What an invalidation consists of, and what it counts as matched. */
final class Stages {

    private final Invalidation invalidation;
    private final int batch;

    private Stages(Invalidation invalidation, int batch) {
        this.invalidation = invalidation;
        this.batch = batch;
    }

    /**
     * The stages, in their order.
     *
     * @param start what is touched from here on stays, where all sessions or all documents are meant
     * @param batch how many index entries one step looks at
     */
    static List<Stage> of(Invalidation invalidation, Instant start, int batch) {
        return new Stages(invalidation, batch).from(start);
    }

    private List<Stage> from(Instant start) {
        // Bounds are exclusive, and what was touched in the millisecond of the start was touched before.
        Instant before = start.plusMillis(1);
        Scope scope = invalidation.scope();
        if (scope instanceof Scope.OfSession one) {
            return List.of(
                    sessions(new SweepSessions.One(one.session()), removed -> removed.equals(Removed.NOTHING) ? 0 : 1));
        } else if (scope instanceof Scope.OfUser user) {
            return List.of(
                    sessions(new SweepSessions.OfUser(user.user(), before, user.keep()), Stages::sessions),
                    documentsOf(user));
        } else if (scope instanceof Scope.OfDocument document) {
            return List.of(documents(new SweepDocuments.Named(document.document()), Removed::documents));
        } else if (scope instanceof Scope.OlderThan older) {
            return List.of(sessions(new SweepSessions.Idle(start.minus(older.idleFor())), Stages::sessions));
        } else if (scope instanceof Scope.Orphans) {
            return List.of(
                    sessions(
                            new SweepSessions.Inactive(null), removed -> removed.expiredSessions() + removed.entries()),
                    documents(new SweepDocuments.Inactive(), Removed::entries));
        }
        Stage sessions = sessions(new SweepSessions.Inactive(before), Stages::sessions);
        return List.of(
                documents(new SweepDocuments.All(before), Removed::documents),
                // A dry run has left the documents in place for the sessions to be counted with.
                invalidation.dryRun() ? withoutDocuments(sessions) : sessions);
    }

    private Stage sessions(SweepSessions.Which which, ToLongFunction<Removed> matched) {
        return (store, from, now) -> store.apply(
                        new SweepSessions(invalidation.namespace(), which, from, batch, invalidation.dryRun()), now)
                .map(swept -> new Step(
                        matched.applyAsLong(swept.removed()),
                        swept.removed(),
                        swept.sample(),
                        List.of(),
                        swept.next()));
    }

    private Stage documents(SweepDocuments.Which which, ToLongFunction<Removed> matched) {
        return (store, from, now) -> store.apply(
                        new SweepDocuments(invalidation.namespace(), which, from, batch, invalidation.dryRun()), now)
                .map(swept -> new Step(
                        matched.applyAsLong(swept.removed()),
                        swept.removed(),
                        List.of(),
                        swept.sample(),
                        swept.next()));
    }

    private Stage documentsOf(Scope.OfUser user) {
        RemoveUserDocuments removal = new RemoveUserDocuments(
                new UserKey(invalidation.namespace(), user.user()), user.keep(), invalidation.dryRun());
        return (store, from, now) -> store.apply(removal, now)
                .map(removed -> new Step(removed.documents(), removed, List.of(), List.of(), null));
    }

    private static Stage withoutDocuments(Stage stage) {
        return (store, from, now) -> stage.step(store, from, now).map(Stages::withoutDocuments);
    }

    private static Step withoutDocuments(Step step) {
        Removed all = step.removed();
        Removed others = new Removed(all.sessions(), all.expiredSessions(), all.messages(), 0, all.entries());
        return new Step(step.matched(), others, step.sessions(), step.documents(), step.next());
    }

    private static long sessions(Removed removed) {
        return removed.sessions() + removed.expiredSessions();
    }
}
