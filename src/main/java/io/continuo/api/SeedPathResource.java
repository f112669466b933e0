package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

/** The paths under {@code /api/session} that existing applications call; each answers as its twin under {@code /api/v1}. */
@Path("/api/session")
@Produces(MediaType.APPLICATION_JSON)
public class SeedPathResource {

    private final SessionResource sessions;
    private final OperatorResource operator;

    public SeedPathResource(SessionResource sessions, OperatorResource operator) {
        this.sessions = sessions;
        this.operator = operator;
    }

    @GET
    @Path("/redis-status")
    public Uni<RestResponse<byte[]>> status(@BeanParam Call call) {
        return operator.status(call);
    }

    @GET
    @Path("/{id}/debug")
    public Uni<RestResponse<byte[]>> debug(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.debug(call, id);
    }

    @GET
    @Path("/{id}/verify")
    public Uni<RestResponse<byte[]>> verify(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.debug(call, id);
    }

    @DELETE
    @Path("/{id}")
    public Uni<RestResponse<byte[]>> delete(@BeanParam Call call, @PathParam("id") String id) {
        return sessions.delete(call, id);
    }
}
