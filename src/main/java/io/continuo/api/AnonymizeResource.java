package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Multi;

import io.continuo.api.AnonymizeRequests.Anonymize;
import io.continuo.session.Anonymizer;
import io.continuo.session.Anonymizers;
import io.continuo.session.ExportScope;
import io.continuo.session.ExportService;

/** {@code /api/v1/admin/anonymize}: an export that tells of nobody. */
@Path(AnonymizeResource.PATH)
@Produces(ExportResource.NDJSON)
public class AnonymizeResource {

    static final String PATH = "/api/v1/admin/anonymize";

    private final ExportService exports;
    private final Anonymizers anonymizers;

    public AnonymizeResource(ExportService exports, Anonymizers anonymizers) {
        this.exports = exports;
        this.anonymizers = anonymizers;
    }

    /** Each line is read when the one before has been sent, as in an export. Nothing of what is stored changes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Multi<byte[]> anonymize(@BeanParam Call call) {
        Anonymize asked = AnonymizeRequests.anonymize(call.namespace(), call.fields());
        if (asked.scope() instanceof ExportScope.OfUser of) {
            call.note().about(of.user());
        }
        Anonymizer anonymizer = anonymizers.anonymizer(call.namespace(), asked.kept());
        return new ExportLines(anonymizer.scope(asked.scope()))
                .of(exports.export(asked.scope(), ExportScope.Place.START)
                        .select()
                        .where(anonymizer::takes)
                        .map(anonymizer::part));
    }
}
