package io.continuo.api;

import java.util.Set;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.continuo.api.http.Refusals;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.model.ContinuoException;

/** Every failure of a resource becomes a problem here. */
public class ProblemMappers {

    /** Where answers are lines. */
    private static final Set<String> OF_LINES = Set.of(ExportResource.PATH, AnonymizeResource.PATH);

    private final AllowedMethods methods;
    private final Refusals refusals;

    public ProblemMappers(AllowedMethods methods, Refusals refusals) {
        this.methods = methods;
        this.refusals = refusals;
    }

    @ServerExceptionMapper
    public Response failure(ContinuoException failure, RoutingContext context) {
        refusals.count(failure);
        return answer(Failures.problem(failure, context), context);
    }

    @ServerExceptionMapper
    public Response invalid(InvalidRequest failure, RoutingContext context) {
        return answer(Failures.problem(failure, context), context);
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException failure, RoutingContext context) {
        Set<String> allowed = methods.at(Answers.path(context));
        return allowed.isEmpty() || allowed.contains(method(context))
                ? answer(
                        Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + Answers.path(context) + "."),
                        context)
                : notAllowed(allowed, context);
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException failure, RoutingContext context) {
        return notAllowed(methods.at(Answers.path(context)), context);
    }

    @ServerExceptionMapper
    public Response notSupported(NotSupportedException failure, RoutingContext context) {
        String expected = "PATCH".equals(method(context))
                ? "application/merge-patch+json"
                : Answers.path(context).equals(ImportResource.PATH)
                        ? ExportResource.NDJSON
                        : MediaType.APPLICATION_JSON;
        return answer(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as " + expected + "."), context);
    }

    @ServerExceptionMapper
    public Response notAcceptable(NotAcceptableException failure, RoutingContext context) {
        return answer(
                Problem.of(
                        ProblemType.NOT_ACCEPTABLE,
                        "Answers are "
                                + (OF_LINES.contains(Answers.path(context))
                                        ? ExportResource.NDJSON
                                        : MediaType.APPLICATION_JSON)
                                + "."),
                context);
    }

    @ServerExceptionMapper
    public Response other(WebApplicationException failure, RoutingContext context) {
        int status = failure.getResponse().getStatus();
        return status >= 500
                ? unforeseen(failure, context)
                : answer(Problem.of(ProblemType.INVALID_REQUEST, "The request cannot be understood."), context);
    }

    @ServerExceptionMapper
    public Response unforeseen(Throwable failure, RoutingContext context) {
        return answer(Failures.problem(failure, context), context);
    }

    private static Response notAllowed(Set<String> allowed, RoutingContext context) {
        Problem problem = Problem.of(
                ProblemType.METHOD_NOT_ALLOWED, method(context) + " is not allowed at " + Answers.path(context) + ".");
        return Response.fromResponse(answer(problem, context))
                .header("Allow", String.join(", ", allowed))
                .build();
    }

    private static String method(RoutingContext context) {
        return context.request().method().name();
    }

    private static Response answer(Problem problem, RoutingContext context) {
        return Answers.problem(problem, context).toResponse();
    }
}
