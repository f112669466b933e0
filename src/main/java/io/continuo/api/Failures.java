package io.continuo.api;

import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.model.ContinuoException;
import io.continuo.session.ImportRefused;

/** What a caller is told of a failure; one that nobody foresaw is logged. */
final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {}

    static Problem problem(Throwable failure, RoutingContext context) {
        if (failure instanceof InvalidRequest invalid) {
            return invalid.problem();
        }
        if (failure instanceof ImportRefused refused) {
            return Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(refused.getMessage()));
        }
        if (failure instanceof ContinuoException known) {
            if (known.getCause() != null) {
                LOG.debugf(known.getCause(), "%s", known.getMessage());
            }
            return Problem.of(known);
        }
        LOG.errorf(
                failure,
                "%s %s failed; this is a fault of the service",
                context.request().method(),
                Answers.path(context));
        return Problem.of(
                ProblemType.INTERNAL_ERROR,
                "The service failed at this request. The log of the service has the cause under the request_id.");
    }
}
