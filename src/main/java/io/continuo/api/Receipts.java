package io.continuo.api;

import java.time.Clock;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.continuo.access.audit.AuditNote;
import io.continuo.access.audit.Counts;
import io.continuo.access.audit.ErasureReceipt;
import io.continuo.api.http.RequestAudit;
import io.continuo.api.http.RequestId;
import io.continuo.json.JsonText;
import io.continuo.model.Removed;
import io.continuo.model.UserKey;
import io.continuo.ops.invalidation.Invalidation;
import io.continuo.ops.invalidation.InvalidationReport;
import io.continuo.ops.invalidation.Scope;
import io.continuo.session.SessionService;

/** What callers and the audit log get of erasures. */
@Singleton
public class Receipts {

    private final SessionService sessions;
    private final RequestAudit audit;
    private final Clock clock;

    public Receipts(SessionService sessions, RequestAudit audit, Clock clock) {
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /** The receipt of a user who was erased but for documents of some types. */
    JsonText erased(Call call, UserKey user, Set<String> keep, Removed removed, boolean complete) {
        JsonText receipt = new ErasureReceipt(
                        user,
                        keep,
                        sessions.storeName(),
                        removed,
                        complete,
                        clock.instant(),
                        RequestId.of(call.context))
                .json();
        call.note().add("receipt", receipt);
        audit.endedAfterAll(call.context);
        return receipt;
    }

    /** Notes what an invalidation is to be about. */
    static Invalidation noted(Call call, Invalidation request) {
        AuditNote note = call.note();
        Scope scope = request.scope();
        note.about("scope", scope.name());
        if (scope instanceof Scope.OfSession of) {
            note.about("session_id", of.session().value());
        } else if (scope instanceof Scope.OfUser of) {
            note.about("user_id", of.user().value());
        } else if (scope instanceof Scope.OfDocument of) {
            note.about(of.document());
        } else if (scope instanceof Scope.OlderThan older) {
            note.about("idle_for", older.idleFor().toString());
        }
        note.add("dry_run", request.dryRun() ? JsonText.TRUE : JsonText.FALSE);
        return request;
    }

    /** Notes what an invalidation did; with a receipt where it erased a user. */
    @Nullable
    JsonText invalidated(Call call, InvalidationReport report) {
        Invalidation request = report.request();
        call.note().add(request.dryRun() ? "would_remove" : "removed", Counts.of(report.removed()));
        if (!request.dryRun() && request.scope() instanceof Scope.OfUser of) {
            UserKey user = new UserKey(request.namespace(), of.user());
            return erased(call, user, of.keep(), report.removed(), report.complete());
        }
        audit.endedAfterAll(call.context);
        return null;
    }
}
