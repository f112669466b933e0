package io.continuo.api;

import java.util.Locale;
import java.util.function.ToLongFunction;

import jakarta.ws.rs.core.Response.Status;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;

import io.continuo.api.http.RequestId;
import io.continuo.json.JsonWriter;
import io.continuo.model.Restored;
import io.continuo.session.ImportReport;

/** The answer of {@code POST /admin/import}. */
final class ImportJson {

    private ImportJson() {}

    /**
     * What an import did.
     *
     * @param complete whether the last line was the end of an export
     */
    static RestResponse<byte[]> report(ImportReport report, long lines, boolean complete, RoutingContext context) {
        JsonWriter out = new JsonWriter(1024).beginObject();
        out.member("complete", complete).member("lines", lines);
        counts(out, "sessions", report::sessions);
        out.member("messages", report.messages());
        counts(out, "documents", report::documents);
        out.member("failed", report.failed()).name("failures").beginArray();
        for (ImportReport.Failure failure : report.failures()) {
            out.beginObject().member("line", failure.line()).name("problem");
            Failures.problem(failure.cause(), context).write(out, Answers.path(context), RequestId.of(context));
            out.endObject();
        }
        return Answers.json(Status.OK, out.endArray().endObject().toBytes()).build();
    }

    private static void counts(JsonWriter out, String name, ToLongFunction<Restored> count) {
        out.name(name).beginObject();
        for (Restored outcome : Restored.values()) {
            if (outcome != Restored.LOST && !("sessions".equals(name) && outcome == Restored.ORPHANED)) {
                out.member(word(outcome), count.applyAsLong(outcome));
            }
        }
        out.endObject();
    }

    private static String word(Restored outcome) {
        return outcome == Restored.DIFFERENT ? "skipped" : outcome.name().toLowerCase(Locale.ROOT);
    }
}
