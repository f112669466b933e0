package io.continuo.api.problem;

import java.util.List;

/** The request cannot be understood as it is; nothing was changed. */
public final class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public InvalidRequest(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** A parameter or header that is wrong, named. */
    public static InvalidRequest of(String parameter, String detail) {
        return of(List.of(new FieldError(parameter, detail)));
    }

    /** Fields that are wrong; the first one stands in the problem's detail. */
    public static InvalidRequest of(List<FieldError> errors) {
        FieldError first = errors.get(0);
        return new InvalidRequest(Problem.of(ProblemType.INVALID_REQUEST, first.pointer() + ": " + first.detail())
                .withErrors(errors));
    }
}
