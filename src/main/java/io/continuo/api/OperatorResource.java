package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.ops.StoreChecks;
import io.continuo.session.SessionService;

/** {@code /api/v1/redis-status}: what an operator wants to know of the store. */
@Path("/api/v1/redis-status")
@Produces(MediaType.APPLICATION_JSON)
public class OperatorResource {

    private final SessionService sessions;
    private final StoreChecks checks;

    public OperatorResource(SessionService sessions, StoreChecks checks) {
        this.sessions = sessions;
        this.checks = checks;
    }

    @GET
    public Uni<RestResponse<byte[]>> status(@BeanParam Call call) {
        return sessions.storeStatus(call.namespace())
                .map(status -> OperatorJson.status(sessions, status, checks.report()));
    }
}
