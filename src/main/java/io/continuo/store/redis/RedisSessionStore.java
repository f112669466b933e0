package io.continuo.store.redis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.smallrye.mutiny.Uni;

import io.continuo.model.AddDictionary;
import io.continuo.model.AppendMessages;
import io.continuo.model.CaptureSession;
import io.continuo.model.Change;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ClearHistory;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.CountSessions;
import io.continuo.model.CreateSession;
import io.continuo.model.DebugSession;
import io.continuo.model.DeleteDocument;
import io.continuo.model.DeleteSession;
import io.continuo.model.FindOwner;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.ListDocuments;
import io.continuo.model.ListNamespaces;
import io.continuo.model.ListSessions;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadConfirmation;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.LoadUser;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.Namespace;
import io.continuo.model.PatchSession;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.RegisterNamespace;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.SessionExists;
import io.continuo.model.StageMessages;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.TakeTokens;
import io.continuo.model.TouchSession;
import io.continuo.store.SessionStore;

/**
 * Sessions in Redis. Every change is one script and one flight, but for a patch that merges (two) and, with partitions,
 * one that changes an owner (two); every read of a session is one snapshot and one flight, a list two for each node.
 *
 * <p>When Redis is away calls end at once, and are served again by itself when it is back.
 */
public final class RedisSessionStore implements SessionStore, AutoCloseable {

    private final RedisKeys keys;
    private final RedisLink link;
    private final RedisCalls calls;
    private final Coding coding;
    private final SessionSteps steps;
    private final AppendSteps appends;
    private final PatchSteps patches;
    private final SessionReads reads;
    private final Lists lists;
    private final Sweeper sweeper;
    private final DocumentSteps documents;
    private final DocumentReads documentReads;
    private final DocumentSweeper documentSweeper;
    private final Users users;
    private final Restores restores;
    private final Scans scans;
    private final Notes notes;
    private final Measuring measuring;
    private final Debugger debugger;
    private final StatusReader statusReader;
    private final Runnable damaged;

    /** The same where nobody listens. */
    public RedisSessionStore(RedisClients clients, RedisSettings settings, Runnable damaged) {
        this(clients, settings, damaged, RedisEvents.NONE);
    }

    /**
     * Begins to connect; does not wait for it.
     *
     * @param damaged run for each stored value that turns out to be damaged, left out of an answer or failing it
     */
    public RedisSessionStore(RedisClients clients, RedisSettings settings, Runnable damaged, RedisEvents events) {
        this.damaged = damaged;
        keys = new RedisKeys(settings);
        link = settings.cluster()
                ? new ClusterLink(clients, settings, events)
                : new SingleLink(clients, settings, events);
        calls = new RedisCalls(link, events);
        notes = new Notes(keys, calls);
        coding = new Coding(settings.codec(), namespace -> notes.dictionaries(new LoadDictionaries(namespace)));
        SessionForm form = new SessionForm(coding, damaged);
        UserIndex userIndex = new UserIndex(keys, calls);
        steps = new SessionSteps(keys, calls, userIndex, coding, form);
        appends = new AppendSteps(keys, steps, coding, form);
        patches = new PatchSteps(keys, steps, coding);
        reads = new SessionReads(keys, calls, steps, coding, form);
        lists = new Lists(keys, calls, coding, form);
        sweeper = new Sweeper(keys, calls, lists, userIndex);
        DocumentForm documentForm = new DocumentForm(coding);
        documents = new DocumentSteps(keys, calls, steps, userIndex, documentForm);
        documentReads = new DocumentReads(keys, calls, documentForm);
        documentSweeper = new DocumentSweeper(keys, calls, userIndex);
        users = new Users(keys, calls, lists, documentReads, form);
        restores = new Restores(keys, calls, steps, userIndex, coding);
        scans = new Scans(keys, calls, lists, documentSweeper);
        measuring = new Measuring(keys, calls);
        debugger = new Debugger(keys, calls, coding, form);
        statusReader = new StatusReader(keys, calls);
    }

    /** The kinds of failures that {@link RedisEvents} is told of. */
    public static List<String> failureKinds() {
        return RedisCalls.FAILURE_KINDS;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public <R> Uni<R> apply(Change<R> change, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return answer(coding.begin(change, Uni.createFrom().deferred(() -> change(change, at))));
    }

    @Override
    public <R> Uni<R> read(Query<R> query, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return answer(Uni.createFrom().deferred(() -> query(query, at)));
    }

    @Override
    public StoreHealth health() {
        return link.health();
    }

    @Override
    public Uni<StoreStatus> status(Namespace namespace) {
        return statusReader.status(namespace);
    }

    @Override
    public void close() {
        link.close();
    }

    private Uni<?> change(Change<?> change, Instant now) {
        if (change instanceof AppendMessages append) {
            return appends.append(append, now);
        } else if (change instanceof PatchSession patch) {
            return patches.patch(patch, now);
        } else if (change instanceof CreateSession create) {
            return steps.create(create, now);
        } else if (change instanceof PutSession put) {
            return steps.put(put, now);
        } else if (change instanceof TouchSession touch) {
            return steps.touch(touch, now);
        } else if (change instanceof ClearHistory clear) {
            return steps.clear(clear, now);
        } else if (change instanceof DeleteSession delete) {
            return steps.delete(delete, now);
        } else if (change instanceof SweepSessions sweep) {
            return sweeper.sweep(sweep, now);
        } else if (change instanceof PutDocument put) {
            return documents.put(put, now);
        } else if (change instanceof DeleteDocument delete) {
            return documents.delete(delete, now);
        } else if (change instanceof SweepDocuments sweep) {
            return documentSweeper.sweep(sweep, now);
        } else if (change instanceof RemoveUserDocuments remove) {
            return documents.remove(remove, now);
        } else if (change instanceof ClaimDuty claim) {
            return claim(claim, now);
        } else if (change instanceof KeepConfirmation keep) {
            return notes.keep(keep, now);
        } else if (change instanceof RegisterNamespace register) {
            return notes.register(register);
        } else if (change instanceof AddDictionary add) {
            return notes.add(add);
        } else if (change instanceof TakeTokens take) {
            return notes.take(take, now);
        } else if (change instanceof StageMessages stage) {
            return restores.stage(stage);
        } else if (change instanceof RestoreSession restore) {
            return restores.restore(restore, now);
        } else if (change instanceof RestoreDocument restore) {
            return documents.restore(restore, now);
        }
        throw new IllegalArgumentException("unknown change " + change.getClass().getName());
    }

    private Uni<?> query(Query<?> query, Instant now) {
        if (query instanceof LoadSession load) {
            return reads.load(load, now);
        } else if (query instanceof SessionExists exists) {
            return reads.exists(exists, now);
        } else if (query instanceof ReadMessages messages) {
            return reads.messages(messages, now);
        } else if (query instanceof ListSessions list) {
            return lists.list(list, now);
        } else if (query instanceof CountSessions count) {
            return lists.count(count);
        } else if (query instanceof MeasureNamespace measure) {
            return measuring.measure(measure);
        } else if (query instanceof DebugSession debug) {
            return debugger.debug(debug, now);
        } else if (query instanceof LoadDocument load) {
            return documentReads.load(load, now);
        } else if (query instanceof ListDocuments list) {
            return documentReads.list(list, now);
        } else if (query instanceof ListUserSessions list) {
            return users.sessions(list, now);
        } else if (query instanceof LoadUser load) {
            return users.summary(load, now);
        } else if (query instanceof LoadConfirmation load) {
            return notes.confirmation(load, now);
        } else if (query instanceof ListNamespaces) {
            return notes.namespaces();
        } else if (query instanceof LoadDictionaries load) {
            return notes.dictionaries(load);
        } else if (query instanceof CaptureSession capture) {
            return reads.capture(capture, now);
        } else if (query instanceof ScanSessions scan) {
            return scans.scan(scan);
        } else if (query instanceof ScanDocuments scan) {
            return scans.scan(scan);
        } else if (query instanceof FindOwner find) {
            return scans.owner(find);
        }
        throw new IllegalArgumentException("unknown query " + query.getClass().getName());
    }

    private Uni<Boolean> claim(ClaimDuty claim, Instant now) {
        Step step = new Step(LuaScript.CLAIM_DUTY, List.of(keys.duty(claim.namespace(), claim.duty())))
                .arg(claim.holder())
                .arg(now.toEpochMilli())
                .arg(claim.hold().toMillis());
        return calls.change(0, step).map(reply -> reply.toLong() == 1);
    }

    // The sealed types pair each change and query with the type of its answer, which instanceof cannot tell the
    // compiler.
    @SuppressWarnings("unchecked")
    private <R> Uni<R> answer(Uni<?> step) {
        return Uni.createFrom()
                .deferred(() -> Coding.end((Uni<R>) step))
                .onFailure(StoredValueUnreadable.class)
                .invoke(damaged);
    }
}
