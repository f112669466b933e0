package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.model.Namespace;
import io.continuo.session.ImportService;

/** {@code /api/v1/admin/import}: takes in what an export gave. */
@Path(ImportResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class ImportResource {

    static final String PATH = "/api/v1/admin/import";

    private final ImportService imports;

    public ImportResource(ImportService imports) {
        this.imports = imports;
    }

    @POST
    @Consumes(ExportResource.NDJSON)
    public Uni<RestResponse<byte[]>> run(@BeanParam Call call) {
        Namespace namespace = call.namespace();
        ImportLines lines =
                new ImportLines(namespace, imports.begin(ImportLines.onConflict(call)), call.forAnyThread());
        return lines.run();
    }
}
