package io.continuo.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongPredicate;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.api.http.RequestAudit;
import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.DocumentKey;
import io.continuo.session.AppendDraft;
import io.continuo.session.Conditions;
import io.continuo.session.DocumentService;
import io.continuo.session.SessionDraft;
import io.continuo.session.SessionPatch;
import io.continuo.session.SessionService;

/** What the operations of a batch do: each what the single call of its name does. */
@Singleton
public class Operations {

    /** Takes the operation's members; what it gives back has not happened before subscription. */
    private interface Kind extends Function<Operation, Uni<RestResponse<byte[]>>> {}

    static final long MOST_ANSWER_BYTES = 32L << 20;

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final SessionService sessions;
    private final DocumentService documents;
    private final QueryParameters parameters;
    private final RequestAudit audit;

    public Operations(
            SessionService sessions, DocumentService documents, QueryParameters parameters, RequestAudit audit) {
        this.audit = audit;
        this.sessions = sessions;
        this.documents = documents;
        this.parameters = parameters;
        kinds.put("get_session", ofSession(this::load));
        kinds.put("put_session", ofSession(this::put));
        kinds.put("patch_session", ofSession(this::patch));
        kinds.put("append_messages", ofSession(this::append));
        kinds.put("touch_session", ofSession(this::touch));
        kinds.put("delete_session", ofSession(this::delete));
        kinds.put("get_document", ofDocument(this::loadDocument));
        kinds.put("put_document", ofDocument(this::putDocument));
        kinds.put("delete_document", ofDocument(this::deleteDocument));
    }

    /** The names of all of them. */
    Set<String> names() {
        return kinds.keySet();
    }

    /**
     * The operation as a step, which never fails. One that is wrong changes nothing and holds up no other.
     *
     * @param room how many bytes the answers may still take together: they are held until the last is there
     */
    Lanes.Step<Outcome> prepare(Operation operation, AtomicLong room) {
        try {
            Kind kind = operation.kind(kinds);
            boolean reads = kind == kinds.get("get_session") || kind == kinds.get("get_document");
            Uni<RestResponse<byte[]>> work = kind.apply(operation);
            Uni<RestResponse<byte[]>> answer = Uni.createFrom()
                    .deferred(() -> room.get() > 0 ? work : Uni.createFrom().failure(full()))
                    .invoke(done -> take(done, room, reads));
            return new Lanes.Step<>(
                    operation.owner(),
                    answer.map(Outcome::of)
                            .onFailure()
                            .recoverWithItem(operation::failed)
                            .invoke(outcome -> record(operation, outcome))
                            .onCancellation()
                            .invoke(() -> audit.operation(operation.context(), operation.note(), null)));
        } catch (RuntimeException e) {
            Outcome failed = operation.failed(e);
            record(operation, failed);
            return new Lanes.Step<>(operation, Uni.createFrom().item(failed));
        }
    }

    private void record(Operation operation, Outcome outcome) {
        audit.operation(operation.context(), operation.note(), outcome.status());
    }

    /** What was written is answered, room or not; what was only read is read again by who wants it. */
    private static void take(RestResponse<byte[]> done, AtomicLong room, boolean reads) {
        byte[] body = done.getEntity();
        if (body != null && room.addAndGet(-body.length) < 0 && reads) {
            throw full();
        }
    }

    private static LimitExceeded full() {
        return new LimitExceeded("batch_answer_bytes", MOST_ANSWER_BYTES);
    }

    private static Kind ofSession(Kind kind) {
        return operation -> {
            operation.requireSession();
            return kind.apply(operation);
        };
    }

    private static Kind ofDocument(Kind kind) {
        return operation -> {
            operation.requireDocument();
            return kind.apply(operation);
        };
    }

    private Uni<RestResponse<byte[]>> load(Operation operation) {
        LongPredicate held = operation.held();
        Integer history = operation.fields().integer("history", 1, parameters.pageSize());
        operation.fields().finish();
        return sessions.load(operation.session(), history, operation.reader())
                .map(session -> Answers.loaded(held, session));
    }

    private Uni<RestResponse<byte[]>> put(Operation operation) {
        Conditions conditions = operation.conditions();
        SessionDraft draft = SessionRequests.put(operation.fields(), operation.origin(), operation.caller());
        return sessions.put(operation.session(), draft, conditions)
                .invoke(operation.note()::changed)
                .map(Answers::written);
    }

    private Uni<RestResponse<byte[]>> patch(Operation operation) {
        Conditions conditions = operation.conditions();
        SessionPatch patch = SessionRequests.patch(operation.fields(), operation.caller());
        return sessions.patch(operation.session(), patch, conditions)
                .invoke(operation.note()::changed)
                .map(Answers::written);
    }

    private Uni<RestResponse<byte[]>> append(Operation operation) {
        Conditions conditions = operation.conditions();
        boolean create = operation.fields().flag("create", true);
        AppendDraft draft = MessageRequests.append(
                operation.fields(), operation.origin(), operation.caller(), create, parameters.messagesPerRequest());
        return sessions.append(operation.session(), draft, conditions)
                .invoke(operation.note()::changed)
                .map(Answers::appended);
    }

    private Uni<RestResponse<byte[]>> touch(Operation operation) {
        Conditions conditions = operation.conditions();
        operation.fields().finish();
        return sessions.touch(operation.session(), conditions)
                .invoke(operation.note()::changed)
                .map(Answers::done);
    }

    private Uni<RestResponse<byte[]>> delete(Operation operation) {
        Conditions conditions = operation.conditions();
        operation.fields().finish();
        return sessions.delete(operation.session(), conditions)
                .invoke(operation.note()::changed)
                .map(gone -> RestResponse.noContent());
    }

    private Uni<RestResponse<byte[]>> loadDocument(Operation operation) {
        LongPredicate held = operation.held();
        operation.fields().finish();
        return documents
                .load(operation.document(), operation.reader())
                .map(found -> DocumentAnswers.loaded(held, found));
    }

    private Uni<RestResponse<byte[]>> putDocument(Operation operation) {
        Conditions conditions = operation.conditions();
        Duration ttl = operation.fields().ttl();
        JsonText body = operation.fields().oneOf("document", "body");
        operation.fields().finish();
        DocumentKey document = operation.document();
        return documents
                .put(document, Objects.requireNonNull(body), ttl, conditions)
                .invoke(operation.note()::changed)
                .map(written -> DocumentAnswers.written(document, written));
    }

    private Uni<RestResponse<byte[]>> deleteDocument(Operation operation) {
        Conditions conditions = operation.conditions();
        operation.fields().finish();
        return documents
                .delete(operation.document(), conditions)
                .invoke(operation.note()::changed)
                .map(DocumentAnswers::deleted);
    }
}
