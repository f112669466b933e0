package io.continuo.api.http;

import jakarta.inject.Singleton;

import io.vertx.core.AsyncResult;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.access.Routes;
import io.continuo.access.audit.AuditLog;
import io.continuo.access.audit.AuditNote;
import io.continuo.api.problem.Problem;
import io.continuo.model.AccessRole;

/** Brings calls into the audit log when they have ended. */
@Singleton
public class RequestAudit {

    private static final String NOTE = "continuo.audit";

    private final AuditLog log;

    public RequestAudit(AuditLog log) {
        this.log = log;
    }

    /** What the line of a request is to say; there is one from the first moment of the request on. */
    public static AuditNote note(RoutingContext context) {
        return context.get(NOTE);
    }

    static void failed(RoutingContext context, Problem problem) {
        failed(note(context), problem);
    }

    /** Notes why something was refused or failed. */
    public static void failed(AuditNote note, Problem problem) {
        note.failed(problem.type().wireName(), problem.currentVersion());
    }

    void begin(RoutingContext context) {
        context.put(NOTE, new AuditNote());
        if (log.isOn()) {
            context.addEndHandler(ended -> end(context, ended));
        }
    }

    /**
     * Records an operation of a batch, which has a line of its own.
     *
     * @param status null where the caller went away before it ended
     */
    public void operation(RoutingContext context, AuditNote note, @Nullable Integer status) {
        AccessRole needed = note.needed();
        Caller caller = AccessGate.caller(context);
        if (log.isOn()
                && needed != null
                && ((status != null && isRefusal(status)) || AuditLog.concerns(needed, caller))) {
            record(context, note, String.valueOf(note.call()), caller, status);
        }
    }

    /** Records a call once more that went on after its caller had gone, now that it is known what it did. */
    public void endedAfterAll(RoutingContext context) {
        @Nullable Caller caller = AccessGate.caller(context);
        if (log.isOn() && caller != null && context.response().closed()) {
            AuditNote note = note(context);
            record(context, note, what(context, note), caller, null);
        }
    }

    private void end(RoutingContext context, AsyncResult<Void> ended) {
        @Nullable Caller caller = AccessGate.caller(context);
        AuditNote note = note(context);
        AccessRole needed = note.needed();
        int status = context.response().getStatusCode();
        if (caller == null) {
            if (isRefusal(status)) {
                log.refused();
            }
        } else if (needed == null ? isRefusal(status) : isRefusal(status) || AuditLog.concerns(needed, caller)) {
            record(context, note, what(context, note), caller, ended.succeeded() ? status : null);
        }
    }

    private void record(RoutingContext context, AuditNote note, String what, Caller caller, @Nullable Integer status) {
        log.record(note, what, caller, AccessGate.namespace(context), RequestId.of(context), status);
    }

    private static boolean isRefusal(int status) {
        return status == 401 || status == 403;
    }

    /** The call, or as much of it as is none of the caller's words. */
    private static String what(RoutingContext context, AuditNote note) {
        String call = note.call();
        return call == null
                ? context.request().method().name() + " " + Routes.beginning(context.normalizedPath())
                : call;
    }
}
