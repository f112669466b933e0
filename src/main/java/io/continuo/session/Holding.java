package io.continuo.session;

import java.time.Clock;
import java.util.Collection;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.MeasureNamespace.Usage;
import io.continuo.model.Namespace;
import io.continuo.model.PatchSession;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.Room;
import io.continuo.model.Room.Share;
import io.continuo.model.SessionWritten;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.store.SessionStore;

/**
 * What one namespace holds, as it was counted last, and what this replica has added since. It is counted beside the changes
 * that come, at most every second; where the store does not answer there is room, for then nothing is known.
 */
final class Holding {

    private static final Logger LOG = Logger.getLogger(Holding.class);
    private static final long FRESH_MILLIS = 1_000;

    /** How often it is counted while changes are refused. */
    private static final long PAUSE_MILLIS = 100;

    private static final int SAMPLE = 100;
    private static final int SWEPT = 200;

    private final SessionStore store;
    private final Namespace namespace;
    private final Room allowed;
    private final Clock clock;
    private final Together counting = new Together();
    private final Together freeing = new Together();
    private volatile long measuredAt;
    private volatile long sweptAt;
    private @Nullable Usage measured;
    private Usage added = Usage.NOTHING;
    private volatile @Nullable String nextSessions;
    private volatile @Nullable String nextDocuments;
    private boolean uncounted;

    /** Work that is done once for all who want it done meanwhile. */
    private static final class Together {

        private @Nullable Uni<Void> running;

        synchronized Uni<Void> join(Supplier<Uni<Void>> work) {
            Uni<Void> joined = running;
            if (joined == null) {
                joined =
                        work.get().onTermination().invoke(this::ended).memoize().indefinitely();
                running = joined;
            }
            return joined;
        }

        private synchronized void ended() {
            running = null;
        }
    }

    Holding(SessionStore store, Namespace namespace, Room allowed, Clock clock) {
        this.store = store;
        this.namespace = namespace;
        this.allowed = allowed;
        this.clock = clock;
    }

    /** What there is room for; counts at first, and later in the background. */
    Uni<Room> room() {
        if (clock.millis() - measuredAt >= FRESH_MILLIS) {
            Uni<Void> counted = counting.join(this::measure);
            if (!isMeasured()) {
                return counted.map(done -> now());
            }
            counted.subscribe().with(done -> {});
        }
        return Uni.createFrom().item(now());
    }

    /** What there is room for when what has expired is swept; fails with what it is given where that was just done. */
    Uni<Room> makeRoom(Throwable full) {
        if (clock.millis() - measuredAt < PAUSE_MILLIS && isMeasured() && clock.millis() - sweptAt < FRESH_MILLIS) {
            return Uni.createFrom().failure(full);
        }
        return freeing.join(() -> sweep().chain(() -> counting.join(this::measure)))
                .map(counted -> now());
    }

    /** A change has been made. */
    synchronized void added(Change<?> change, Object outcome) {
        boolean session = (outcome instanceof SessionWritten written && written.created() && !written.replayed())
                || (outcome instanceof Appended appended && appended.created() && !appended.replayed());
        boolean document = outcome instanceof PutDocument.Written written && written.created() && !written.replayed();
        added = added.plus(new Usage(session ? 1 : 0, document ? 1 : 0, bytes(change)));
    }

    private synchronized boolean isMeasured() {
        return measured != null;
    }

    private synchronized Room now() {
        Usage usage = measured == null ? Usage.NOTHING : measured.plus(added);
        return new Room(
                share(allowed.sessions(), usage.sessions()),
                share(allowed.documents(), usage.documents()),
                share(allowed.bytes(), usage.bytes()));
    }

    private static Share share(Share allowed, long used) {
        return new Share(allowed.allowed(), used >= allowed.allowed());
    }

    private Uni<Void> measure() {
        return Uni.createFrom()
                .deferred(() -> {
                    Usage before = addedSoFar();
                    int sample = allowed.bytes().isBounded() ? SAMPLE : 0;
                    return store.read(new MeasureNamespace(namespace, sample), clock.instant())
                            .invoke(usage -> counted(usage, before));
                })
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private synchronized void failed(Throwable why) {
        measuredAt = clock.millis();
        if (!uncounted) {
            uncounted = true;
            LOG.warnf(
                    "What the namespace %s holds cannot be counted: %s Until it can, its quota goes by the last count.",
                    namespace, why.getMessage());
        }
    }

    private synchronized Usage addedSoFar() {
        return added;
    }

    /** What was added before the count began is in it. */
    private synchronized void counted(Usage usage, Usage before) {
        measured = usage;
        added = new Usage(
                added.sessions() - before.sessions(),
                added.documents() - before.documents(),
                added.bytes() - before.bytes());
        measuredAt = clock.millis();
        if (uncounted) {
            uncounted = false;
            LOG.infof("What the namespace %s holds is counted again.", namespace);
        }
    }

    /** Goes on where the last sweep ended, so that in time it comes to everything. */
    private Uni<Void> sweep() {
        if (clock.millis() - sweptAt < FRESH_MILLIS) {
            return Uni.createFrom().voidItem();
        }
        sweptAt = clock.millis();
        SweepSessions sessions =
                new SweepSessions(namespace, new SweepSessions.Inactive(null), nextSessions, SWEPT, false);
        SweepDocuments documents =
                new SweepDocuments(namespace, new SweepDocuments.Inactive(), nextDocuments, SWEPT, false);
        return store.apply(sessions, clock.instant())
                .invoke(swept -> nextSessions = swept.next())
                .chain(done -> store.apply(documents, clock.instant()))
                .invoke(swept -> nextDocuments = swept.next())
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** About what a change adds at the most. */
    private static long bytes(Change<?> change) {
        if (change instanceof AppendMessages append) {
            return append.messages().stream()
                            .mapToLong(message -> message.body().length())
                            .sum()
                    + bytes(append.state().values());
        } else if (change instanceof CreateSession create) {
            return bytes(create.state().values()) + create.metadata().length();
        } else if (change instanceof PutSession put) {
            return bytes(put.state().values()) + put.metadata().length();
        } else if (change instanceof PatchSession patch) {
            JsonText state = patch.state();
            return state == null ? 0 : state.length();
        }
        return change instanceof PutDocument put ? put.body().length() : 0;
    }

    private static long bytes(Collection<JsonText> values) {
        return values.stream().mapToLong(JsonText::length).sum();
    }
}
