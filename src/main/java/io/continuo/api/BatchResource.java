package io.continuo.api;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.api.http.RateGate;

/** {@code /api/v1/batch}: many operations in one request. */
@Path(Operation.BATCH)
@Produces(MediaType.APPLICATION_JSON)
public class BatchResource {

    private final Operations operations;
    private final QueryParameters parameters;

    public BatchResource(Operations operations, QueryParameters parameters) {
        this.operations = operations;
        this.parameters = parameters;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> run(@BeanParam Call call) {
        return EventLoops.sparing(call.forAnyThread(), () -> steps(call))
                .chain(Lanes::run)
                .map(outcomes -> Outcome.answer(outcomes, call.context));
    }

    private List<Lanes.Step<Outcome>> steps(Call call) {
        AtomicLong room = new AtomicLong(Operations.MOST_ANSWER_BYTES);
        List<Operation> asked = Operation.of(call, parameters.operationsPerBatch());
        RateGate.spendRequests(call.context, asked.size() - 1);
        return asked.stream()
                .map(operation -> operations.prepare(operation, room))
                .toList();
    }
}
