package io.continuo.api;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.model.ContinuoException;

/** Every failure of a resource becomes a problem here. */
public class ProblemMappers {

    @ServerExceptionMapper
    public Response failure(ContinuoException failure, RoutingContext context) {
        return answer(Failures.problem(failure, context), context);
    }

    @ServerExceptionMapper
    public Response invalid(InvalidRequest failure, RoutingContext context) {
        return answer(Failures.problem(failure, context), context);
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException failure, RoutingContext context) {
        return answer(Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + Answers.path(context) + "."), context);
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException failure, RoutingContext context) {
        Response answer = answer(
                Problem.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        context.request().method() + " is not allowed at " + Answers.path(context) + "."),
                context);
        String allow = failure.getResponse().getHeaderString("Allow");
        return allow == null
                ? answer
                : Response.fromResponse(answer).header("Allow", allow).build();
    }

    @ServerExceptionMapper
    public Response notSupported(NotSupportedException failure, RoutingContext context) {
        String expected = "PATCH".equals(context.request().method().name())
                ? "application/merge-patch+json"
                : MediaType.APPLICATION_JSON;
        return answer(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as " + expected + "."), context);
    }

    @ServerExceptionMapper
    public Response notAcceptable(NotAcceptableException failure, RoutingContext context) {
        return answer(
                Problem.of(ProblemType.NOT_ACCEPTABLE, "Answers are " + MediaType.APPLICATION_JSON + "."), context);
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

    private static Response answer(Problem problem, RoutingContext context) {
        return Answers.problem(problem, context).toResponse();
    }
}
