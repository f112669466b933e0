package io.continuo.api;

import java.util.Objects;
import java.util.concurrent.Executor;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.access.audit.AuditNote;
import io.continuo.api.http.BodyLines;
import io.continuo.api.http.BodyLines.Line;
import io.continuo.api.http.RequestAudit;
import io.continuo.api.http.RequestGate;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;
import io.continuo.json.JsonText;
import io.continuo.json.MalformedJsonException;
import io.continuo.json.StrictJson;
import io.continuo.model.Namespace;
import io.continuo.model.Restored;
import io.continuo.session.ImportReport;
import io.continuo.session.ImportRun;
import io.continuo.session.OnConflict;

/** Goes through the lines of an import, one after the other: the next is read when the one before has been dealt with. */
final class ImportLines {

    /** A line holds what a body holds, a few levels deeper. */
    private static final int MAX_DEPTH = Call.MAX_DEPTH + 8;

    /** What is read in a millisecond or less. */
    private static final int SHORT = 128 * 1024;

    private final Namespace namespace;
    private final ImportRun run;
    private final RoutingContext context;
    private final Executor here;
    private final BodyLines body;
    private long lines;
    private boolean complete;

    ImportLines(Namespace namespace, ImportRun run, RoutingContext context) {
        this.namespace = namespace;
        this.run = run;
        this.context = context;
        Context loop = context.vertx().getOrCreateContext();
        here = task -> loop.runOnContext(turn -> task.run());
        body = Objects.requireNonNull(RequestGate.lines(context), "the gate leaves the body of an import");
    }

    static OnConflict onConflict(Call call) {
        String value = call.query("on_conflict");
        return switch (value == null ? "skip" : value) {
            case "skip" -> OnConflict.SKIP;
            case "replace" -> OnConflict.REPLACE;
            case "fail" -> OnConflict.FAIL;
            default -> throw InvalidRequest.of("on_conflict", "must be skip, replace or fail");
        };
    }

    Uni<RestResponse<byte[]>> run() {
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni()
                .map(done -> {
                    run.end();
                    note();
                    return ImportJson.report(run.report(), lines, complete, context);
                });
    }

    /** What was restored gets one line together: an import may have millions. */
    private void note() {
        AuditNote note = RequestAudit.note(context);
        ImportReport report = run.report();
        note.add("sessions", JsonText.ofLong(report.sessions(Restored.RESTORED) + report.sessions(Restored.REPLACED)));
        note.add("messages", JsonText.ofLong(report.messages()));
        note.add(
                "documents",
                JsonText.ofLong(report.documents(Restored.RESTORED) + report.documents(Restored.REPLACED)));
        note.add("failed", JsonText.ofLong(report.failed()));
    }

    /** One line; false after the last. */
    private Uni<Boolean> step() {
        return body.next()
                .chain(line ->
                        line == null ? Uni.createFrom().item(false) : take(line).replaceWith(true));
    }

    private Uni<Void> take(Line line) {
        lines = line.number();
        complete = false;
        byte[] text = line.text();
        Uni<@Nullable ImportLine> read = Uni.createFrom().item(() -> read(line));
        return (text == null || text.length <= SHORT
                        ? read
                        : read.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                                .emitOn(here))
                .onFailure(InvalidRequest.class)
                .recoverWithItem(failure -> new ImportLine.Bad(failure))
                .chain(found -> bring(line.number(), found));
    }

    private ImportLine read(Line line) {
        byte[] text = line.text();
        if (text == null) {
            throw new InvalidRequest(
                    Problem.of(ProblemType.PAYLOAD_TOO_LARGE, "A line may have " + body.most() + " bytes at the most.")
                            .withLimit("line_bytes", body.most()));
        }
        try {
            return ImportRequests.line(Fields.of(StrictJson.parse(text, MAX_DEPTH)), namespace);
        } catch (MalformedJsonException e) {
            throw new InvalidRequest(Problem.of(ProblemType.MALFORMED_JSON, e.detail()));
        }
    }

    private Uni<Void> bring(long number, @Nullable ImportLine line) {
        if (line instanceof ImportLine.OfSession of) {
            return run.session(number, of.key(), of.image(), of.messages());
        } else if (line instanceof ImportLine.OfMessages of) {
            return run.messages(number, of.key(), of.messages());
        } else if (line instanceof ImportLine.OfDocument of) {
            return run.document(
                    number,
                    of.key(),
                    of.body(),
                    of.version(),
                    of.updatedAt(),
                    of.expiresAt(),
                    of.sessionCreatedAt(),
                    of.user());
        } else if (line instanceof ImportLine.Bad bad) {
            run.failed(number, bad.cause());
        } else {
            run.nothing();
            complete = line instanceof ImportLine.End;
        }
        return Uni.createFrom().voidItem();
    }
}
