package io.continuo.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongPredicate;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.model.ContinuoException;
import io.continuo.session.AppendDraft;
import io.continuo.session.Conditions;
import io.continuo.session.SessionDraft;
import io.continuo.session.SessionPatch;
import io.continuo.session.SessionService;

/** What the operations of a batch do: each what the single call of its name does. */
@Singleton
public class Operations {

    /** Takes the operation's members; what it gives back has not happened before subscription. */
    private interface Kind extends Function<Operation, Uni<RestResponse<byte[]>>> {}

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final SessionService sessions;
    private final QueryParameters parameters;

    public Operations(SessionService sessions, QueryParameters parameters) {
        this.sessions = sessions;
        this.parameters = parameters;
        kinds.put("get_session", this::load);
        kinds.put("put_session", this::put);
        kinds.put("patch_session", this::patch);
        kinds.put("append_messages", this::append);
        kinds.put("touch_session", this::touch);
        kinds.put("delete_session", this::delete);
    }

    /** The operation as a step, which never fails. One that is wrong changes nothing and holds up no other. */
    Lanes.Step<Outcome> prepare(Operation operation) {
        try {
            Kind kind = operation.kind(kinds);
            operation.requireSession();
            Uni<RestResponse<byte[]>> answer = kind.apply(operation);
            return new Lanes.Step<>(
                    operation.session(), answer.map(Outcome::of).onFailure().recoverWithItem(operation::failed));
        } catch (InvalidRequest | ContinuoException e) {
            return new Lanes.Step<>(operation, Uni.createFrom().item(operation.failed(e)));
        }
    }

    private Uni<RestResponse<byte[]>> load(Operation operation) {
        LongPredicate held = operation.held();
        Integer history = operation.fields().integer("history", 1, parameters.pageSize());
        operation.fields().finish();
        return sessions.load(operation.session(), history).map(session -> Answers.loaded(held, session));
    }

    private Uni<RestResponse<byte[]>> put(Operation operation) {
        Conditions conditions = operation.conditions();
        SessionDraft draft = SessionRequests.put(operation.fields(), operation.origin());
        return sessions.put(operation.session(), draft, conditions).map(Answers::written);
    }

    private Uni<RestResponse<byte[]>> patch(Operation operation) {
        Conditions conditions = operation.conditions();
        SessionPatch patch = SessionRequests.patch(operation.fields());
        return sessions.patch(operation.session(), patch, conditions).map(Answers::written);
    }

    private Uni<RestResponse<byte[]>> append(Operation operation) {
        Conditions conditions = operation.conditions();
        boolean create = operation.fields().flag("create", true);
        AppendDraft draft =
                MessageRequests.append(operation.fields(), operation.origin(), create, parameters.messagesPerRequest());
        return sessions.append(operation.session(), draft, conditions).map(Answers::appended);
    }

    private Uni<RestResponse<byte[]>> touch(Operation operation) {
        Conditions conditions = operation.conditions();
        operation.fields().finish();
        return sessions.touch(operation.session(), conditions).map(Answers::done);
    }

    private Uni<RestResponse<byte[]>> delete(Operation operation) {
        Conditions conditions = operation.conditions();
        operation.fields().finish();
        return sessions.delete(operation.session(), conditions).map(gone -> RestResponse.noContent());
    }
}
