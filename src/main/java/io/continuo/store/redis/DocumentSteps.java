package io.continuo.store.redis;

import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.DeleteDocument;
import io.continuo.model.DocumentChange;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Once;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.Removed;
import io.continuo.model.RestoreDocument;
import io.continuo.model.Restored;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;

/** The changes of documents, each one run of a script. */
final class DocumentSteps {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final SessionSteps steps;
    private final UserIndex userIndex;
    private final DocumentForm form;

    DocumentSteps(RedisKeys keys, RedisCalls calls, SessionSteps steps, UserIndex userIndex, DocumentForm form) {
        this.keys = keys;
        this.calls = calls;
        this.steps = steps;
        this.userIndex = userIndex;
        this.form = form;
    }

    Uni<PutDocument.Written> put(PutDocument change, Instant now) {
        Step step = begin(change, LuaScript.PUT_DOCUMENT, LuaScript.PUT_USER_DOCUMENT, now)
                .arg(RedisKeys.spelled(change.document().name()))
                .arg(form.stored(change.document(), change.body()))
                .arg(change.body().length())
                .arg(SessionSteps.millis(change.ttl()))
                .arg(change.maxDocuments())
                .arg(change.room().documents().full())
                .arg(change.room().bytes().full());
        return answered(change, step).map(reply -> written(change, reply, now));
    }

    Uni<DeleteDocument.Deleted> delete(DeleteDocument change, Instant now) {
        Step step = begin(change, LuaScript.DELETE_DOCUMENT, LuaScript.DELETE_USER_DOCUMENT, now)
                .arg(RedisKeys.spelled(change.document().name()));
        return answered(change, step)
                .map(reply -> new DeleteDocument.Deleted(reply.get(1).toLong(), isReplay(reply)));
    }

    Uni<Restored> restore(RestoreDocument change, Instant now) {
        Instant createdAt = change.sessionCreatedAt();
        Instant expiresAt = change.expiresAt();
        Step step = begin(
                        change.document().owner(),
                        LuaScript.RESTORE_DOCUMENT,
                        LuaScript.RESTORE_USER_DOCUMENT,
                        Precondition.NONE,
                        null,
                        now)
                .arg(RedisKeys.spelled(change.document().name()))
                .arg(form.stored(change.document(), change.body()))
                .arg(change.body().length())
                .arg(change.version())
                .arg(change.updatedAt().toEpochMilli())
                .arg(expiresAt == null ? "" : Long.toString(expiresAt.toEpochMilli()))
                .arg(createdAt == null ? "" : Long.toString(createdAt.toEpochMilli()))
                .arg(SessionSteps.user(change.user()))
                .arg(change.replace());
        return run(change.document().owner(), step).map(reply -> Restores.word(reply.get(0)));
    }

    Uni<Removed> remove(RemoveUserDocuments change, Instant now) {
        OwnerKeys of = keys.of(change.user());
        Step step = new Step(LuaScript.REMOVE_USER_DOCUMENTS, List.of(of.once(), of.documents(), of.register()))
                .arg(now.toEpochMilli())
                .arg(of.begin())
                .arg(of.name())
                .arg(change.dryRun());
        change.keep().forEach(type -> step.arg(RedisKeys.spelled(type)));
        return calls.change(of.partition(), step).map(reply -> new Removed(0, 0, 0, reply.toLong(), 0));
    }

    private Step begin(DocumentChange<?> change, LuaScript ofSession, LuaScript ofUser, Instant now) {
        return begin(change.document().owner(), ofSession, ofUser, change.precondition(), change.once(), now);
    }

    private Step begin(
            DocumentOwner owner,
            LuaScript ofSession,
            LuaScript ofUser,
            Precondition precondition,
            @Nullable Once once,
            Instant now) {
        if (owner instanceof SessionKey session) {
            return steps.begin(ofSession, session, precondition, once, now);
        }
        UserKey user = (UserKey) owner;
        OwnerKeys of = keys.of(user);
        Step step = new Step(ofUser, List.of(of.once(), of.documents(), of.register()))
                .arg(user.id().value())
                .arg(now.toEpochMilli())
                .arg(of.begin());
        return SessionSteps.conditions(step, precondition, once).arg("").arg("");
    }

    private Uni<Response> answered(DocumentChange<?> change, Step step) {
        return run(change.document().owner(), step).map(reply -> succeeded(change, reply.get(0)));
    }

    /** Runs a step; users' indexes are brought up to date before it answers. */
    private Uni<Response> run(DocumentOwner owner, Step step) {
        return calls.change(keys.of(owner).partition(), step)
                .call(reply -> owner instanceof SessionKey session
                        ? userIndex.carryOut(
                                session.namespace(), UserIndex.of(session.id(), Replies.texts(reply.get(1))))
                        : Uni.createFrom().voidItem());
    }

    private static Response succeeded(DocumentChange<?> change, Response reply) {
        String word = reply.get(0).toString();
        if ("ok".equals(word) || "replayed".equals(word)) {
            return reply;
        }
        throw failure(word, change, reply);
    }

    private static ContinuoException failure(String word, DocumentChange<?> change, Response reply) {
        return switch (word) {
            case "missing" ->
                new SessionNotFound(((SessionKey) change.document().owner()).id());
            case "nodocument" -> new DocumentNotFound(change.document().name());
            case "conflict" -> VersionConflict.ofDocument(version(reply.get(1).toString()));
            case "reused" -> new IdempotencyKeyReused();
            case "full" -> exceeded((PutDocument) change, reply.get(1).toString());
            case "foreign" -> new StoredValueUnreadable(reply.get(1).toString());
            default -> throw new IllegalStateException("a script answered " + word);
        };
    }

    private static LimitExceeded exceeded(PutDocument change, String limit) {
        return switch (limit) {
            case "namespace_documents" -> change.room().noDocument();
            case "namespace_bytes" -> change.room().noBytes();
            default -> new LimitExceeded(limit, change.maxDocuments());
        };
    }

    private static @Nullable Long version(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    private static boolean isReplay(Response reply) {
        return "replayed".equals(reply.get(0).toString());
    }

    /** {@code outcomes} is {@code bytes:updated_at:expires_at}; a key that another kind of change used has others. */
    private static PutDocument.Written written(PutDocument change, Response reply, Instant now) {
        String[] outcome = reply.get(3).toString().split(":", -1);
        DocumentName name = change.document().name();
        long version = reply.get(1).toLong();
        DocumentEntry entry = outcome.length == 3
                ? new DocumentEntry(
                        name,
                        Long.parseLong(outcome[0]),
                        version,
                        Instant.ofEpochMilli(Long.parseLong(outcome[1])),
                        DocumentReads.time(outcome[2]))
                : new DocumentEntry(name, change.body().length(), version, now, null);
        return new PutDocument.Written(entry, "1".equals(reply.get(2).toString()), isReplay(reply));
    }
}
