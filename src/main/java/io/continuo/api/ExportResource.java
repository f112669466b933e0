package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import io.smallrye.mutiny.Multi;

import io.continuo.session.ExportScope;
import io.continuo.session.ExportService;

/** {@code /api/v1/admin/export}: what is there, as lines of JSON. */
@Path(ExportResource.PATH)
@Produces(ExportResource.NDJSON)
public class ExportResource {

    static final String PATH = "/api/v1/admin/export";
    static final String NDJSON = "application/x-ndjson";

    private final ExportService exports;

    public ExportResource(ExportService exports) {
        this.exports = exports;
    }

    /** Each line is read when the one before has been sent. One that fails ends the connection without the last line. */
    @GET
    public Multi<byte[]> export(@BeanParam Call call) {
        ExportScope scope = ExportRequests.scope(call);
        return new ExportLines(scope).of(exports.export(scope, ExportRequests.place(call, scope)));
    }
}
