package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.model.SessionKey;
import io.continuo.session.Conditions;
import io.continuo.session.SessionService;

/** {@code /api/v1/input}: the beginning of a turn in one call. */
@Path("/api/v1/input")
@Produces(MediaType.APPLICATION_JSON)
public class InputResource {

    private static final String INPUT = "/api/v1/input";

    private final SessionService sessions;
    private final QueryParameters parameters;

    public InputResource(SessionService sessions, QueryParameters parameters) {
        this.sessions = sessions;
        this.parameters = parameters;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> input(@BeanParam Call call) {
        Conditions conditions = call.conditions();
        MessageRequests.Input request =
                MessageRequests.input(call.fields(), call.origin(INPUT), call.caller(), parameters.pageSize());
        SessionKey key = call.session(
                request.id(),
                () -> sessions.newId(call.namespace(), call.caller().name(), conditions));
        return sessions.append(key, request.draft(), conditions)
                .invoke(call.note()::changed)
                .map(Answers::input);
    }
}
