package io.continuo.api;

import java.util.List;
import java.util.Objects;

import jakarta.ws.rs.core.Response.Status;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.api.http.RequestId;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;

/** What became of one operation of a batch: the answer of the single call, or a problem. */
record Outcome(
        @Nullable RestResponse<byte[]> answer, @Nullable Problem problem) {

    static Outcome of(RestResponse<byte[]> answer) {
        return new Outcome(answer, null);
    }

    static Outcome of(Problem problem) {
        return new Outcome(null, problem);
    }

    /** The results in the order of the operations; where the store was there for none of them, its problem. */
    static RestResponse<byte[]> answer(List<Outcome> outcomes, RoutingContext context) {
        Problem first = outcomes.isEmpty() ? null : outcomes.get(0).problem;
        if (first != null && outcomes.stream().allMatch(Outcome::storeIsAway)) {
            return Answers.problem(first, context);
        }
        JsonWriter out = new JsonWriter(1024 * (1 + outcomes.size()));
        out.beginObject().name("results").beginArray();
        outcomes.forEach(outcome -> outcome.write(out, context));
        return Answers.json(Status.OK, out.endArray().endObject().toBytes()).build();
    }

    int status() {
        return answer != null
                ? answer.getStatus()
                : Objects.requireNonNull(problem, "one of both").type().status();
    }

    private boolean storeIsAway() {
        return problem != null && problem.type() == ProblemType.STORE_UNAVAILABLE;
    }

    private void write(JsonWriter out, RoutingContext context) {
        out.beginObject();
        if (answer != null) {
            write(out, answer);
        } else if (problem != null) {
            out.member("status", problem.type().status());
            String retryAfter = problem.retryAfterSeconds();
            if (retryAfter != null) {
                out.member("retry_after", Long.parseLong(retryAfter));
            }
            problem.write(out.name("problem"), Answers.path(context), RequestId.of(context));
        }
        out.endObject();
    }

    private static void write(JsonWriter out, RestResponse<byte[]> answer) {
        out.member("status", answer.getStatus());
        Object tag = answer.getHeaders().getFirst("ETag");
        if (tag != null) {
            out.member("etag", tag.toString());
        }
        if (answer.getHeaders().containsKey("Idempotency-Replayed")) {
            out.member("replayed", true);
        }
        byte[] body = answer.getEntity();
        if (body != null) {
            out.member("body", JsonText.ofTrusted(body));
        }
    }
}
