package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

import io.continuo.ops.invalidation.Invalidation;
import io.continuo.ops.invalidation.Invalidations;
import io.continuo.session.Namespaces;

/** {@code /api/v1/admin/invalidations}: removing on demand. */
@Path("/api/v1/admin/invalidations")
@Produces(MediaType.APPLICATION_JSON)
public class InvalidationResource {

    private final Invalidations invalidations;
    private final Namespaces namespaces;
    private final Receipts receipts;

    public InvalidationResource(Invalidations invalidations, Namespaces namespaces, Receipts receipts) {
        this.receipts = receipts;
        this.invalidations = invalidations;
        this.namespaces = namespaces;
    }

    /** Goes on where the caller leaves, up to its time limit: then the audit log says what was removed. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Cancellable(false)
    public Uni<RestResponse<byte[]>> invalidate(@BeanParam Call call) {
        call.forAnyThread();
        Invalidation request = InvalidationRequests.invalidation(call.namespace(), call.fields(), namespaces);
        return invalidations
                .run(Receipts.noted(call, request))
                .map(report -> InvalidationJson.report(report, receipts.invalidated(call, report)));
    }
}
