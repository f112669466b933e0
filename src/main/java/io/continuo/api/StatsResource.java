package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.ops.stats.Stats;

/** {@code /api/v1/stats}: what this replica tells of itself. */
@Path("/api/v1/stats")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {

    private final Stats stats;

    public StatsResource(Stats stats) {
        this.stats = stats;
    }

    @GET
    public Uni<RestResponse<byte[]>> stats(@BeanParam Call call) {
        return stats.of(call.namespace()).map(StatsJson::stats);
    }
}
