package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.model.Role;
import io.continuo.session.SessionService;

/** {@code /api/v1/sessions/{id}/messages}: the history of a session. */
@Path("/api/v1/sessions/{id}/messages")
@Produces(MediaType.APPLICATION_JSON)
public class MessageResource {

    private static final String MESSAGES = "/api/v1/sessions/{id}/messages";

    private final SessionService sessions;
    private final QueryParameters parameters;

    public MessageResource(SessionService sessions, QueryParameters parameters) {
        this.sessions = sessions;
        this.parameters = parameters;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> append(
            @BeanParam Call call, @PathParam("id") String id, @QueryParam("create") @Nullable String create) {
        return sessions.append(
                        call.session(id),
                        MessageRequests.append(
                                call.fields(),
                                call.origin(MESSAGES),
                                call.caller(),
                                QueryParameters.flag("create", create, true),
                                parameters.messagesPerRequest()),
                        call.conditions())
                .invoke(call.note()::changed)
                .map(Answers::appended);
    }

    @GET
    public Uni<RestResponse<byte[]>> page(
            @BeanParam Call call,
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("order") @Nullable String order,
            @QueryParam("before") @Nullable String before,
            @QueryParam("after") @Nullable String after,
            @QueryParam("role") @Nullable String role) {
        Role only = QueryParameters.role(role);
        return sessions.messages(
                        call.session(id),
                        parameters.limit(limit),
                        QueryParameters.newestFirst(order),
                        QueryParameters.seq("before", before),
                        QueryParameters.seq("after", after),
                        call.reader())
                .map(page -> Answers.page(page, only));
    }

    @DELETE
    public Uni<RestResponse<byte[]>> clear(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.clearHistory(call.session(id), call.conditions())
                .invoke(call.note()::changed)
                .map(Answers::done);
    }
}
