package io.continuo.api;

import java.util.function.LongPredicate;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.model.SessionKey;
import io.continuo.session.Conditions;
import io.continuo.session.SessionService;

/** {@code /api/v1/sessions}: sessions and their state. */
@Path("/api/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private static final String ONE = "/api/v1/sessions/{id}";

    private final SessionService sessions;
    private final QueryParameters parameters;

    public SessionResource(SessionService sessions, QueryParameters parameters) {
        this.sessions = sessions;
        this.parameters = parameters;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> create(@BeanParam Call call) {
        Conditions conditions = call.conditions();
        SessionRequests.Create request =
                SessionRequests.create(call.fields(), call.origin(Answers.SESSIONS), call.caller());
        SessionKey key = call.session(
                request.id(),
                () -> sessions.newId(call.namespace(), call.caller().name(), conditions));
        return sessions.create(key, request.draft(), conditions)
                .invoke(call.note()::changed)
                .map(Answers::written);
    }

    @GET
    public Uni<RestResponse<byte[]>> list(
            @BeanParam Call call,
            @QueryParam("user_id") @Nullable String userId,
            @QueryParam("active_since") @Nullable String activeSince,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return sessions.list(
                        call.namespace(),
                        call.user(userId),
                        parameters.time("active_since", activeSince),
                        Cursors.read(call.namespace(), cursor),
                        parameters.limit(limit))
                .map(page -> Answers.page(call.namespace(), page));
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<byte[]>> load(
            @BeanParam Call call, @PathParam("id") String id, @QueryParam("history") @Nullable String history) {
        LongPredicate held = call.held();
        return sessions.load(call.session(id), parameters.history(history), call.reader())
                .map(session -> Answers.loaded(held, session));
    }

    @HEAD
    @Path("/{id}")
    public Uni<RestResponse<byte[]>> exists(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.exists(call.session(id), call.reader()).map(Answers::existence);
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> put(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.put(
                        call.session(id),
                        SessionRequests.put(call.fields(), call.origin(ONE), call.caller()),
                        call.conditions())
                .invoke(call.note()::changed)
                .map(Answers::written);
    }

    @PATCH
    @Path("/{id}")
    @Consumes("application/merge-patch+json")
    public Uni<RestResponse<byte[]>> patch(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.patch(call.session(id), SessionRequests.patch(call.fields(), call.caller()), call.conditions())
                .invoke(call.note()::changed)
                .map(Answers::written);
    }

    @POST
    @Path("/{id}/touch")
    public Uni<RestResponse<byte[]>> touch(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.touch(call.session(id), call.conditions())
                .invoke(call.note()::changed)
                .map(Answers::done);
    }

    @DELETE
    @Path("/{id}")
    public Uni<RestResponse<byte[]>> delete(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.delete(call.session(id), call.conditions())
                .invoke(call.note()::changed)
                .map(gone -> RestResponse.noContent());
    }

    @GET
    @Path("/{id}/debug")
    public Uni<RestResponse<byte[]>> debug(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.debug(call.session(id)).map(found -> OperatorJson.debug(id, sessions, found));
    }
}
