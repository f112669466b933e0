package io.continuo.api;

import jakarta.ws.rs.core.Response.Status;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.ops.invalidation.Confirmation;
import io.continuo.ops.invalidation.InvalidationReport;
import io.continuo.ops.invalidation.Scope;
import io.continuo.store.Timestamps;

/** The answer of {@code POST /admin/invalidations}. */
final class InvalidationJson {

    private InvalidationJson() {}

    static RestResponse<byte[]> report(InvalidationReport report, @Nullable JsonText receipt) {
        boolean dryRun = report.request().dryRun();
        JsonWriter out = new JsonWriter(1024).beginObject();
        scope(out, report.request().scope());
        out.member("dry_run", dryRun).member("matched", report.matched());
        StatsJson.removed(out, "removed", dryRun ? Removed.NOTHING : report.removed());
        if (dryRun) {
            StatsJson.removed(out, "would_remove", report.removed());
        }
        sample(out, report);
        out.member("complete", report.complete())
                .member("duration_ms", report.duration().toMillis());
        Confirmation confirmation = report.confirmation();
        if (confirmation != null) {
            out.member("confirmation_token", confirmation.token())
                    .member("expires_at", Timestamps.format(confirmation.expiresAt()));
        }
        if (receipt != null) {
            out.member("receipt", receipt);
        }
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    private static void scope(JsonWriter out, Scope scope) {
        out.member("scope", scope.name());
        if (scope instanceof Scope.OfSession session) {
            out.member("session_id", session.session().value());
        } else if (scope instanceof Scope.OfUser user) {
            out.member("user_id", user.user().value()).name("keep").beginArray();
            user.keep().forEach(out::value);
            out.endArray();
        } else if (scope instanceof Scope.OfDocument of) {
            out.member("type", of.document().type()).member("key", of.document().key());
        } else if (scope instanceof Scope.OlderThan older) {
            out.member("idle_for", older.idleFor().toString());
        }
    }

    private static void sample(JsonWriter out, InvalidationReport report) {
        out.name("sample").beginArray();
        report.sessions()
                .forEach(
                        id -> out.beginObject().member("session_id", id.value()).endObject());
        report.documents().forEach(document -> document(out, document));
        out.endArray();
    }

    private static void document(JsonWriter out, DocumentKey document) {
        out.beginObject();
        owner(out, document.owner());
        out.member("type", document.name().type())
                .member("key", document.name().key())
                .endObject();
    }

    private static void owner(JsonWriter out, DocumentOwner owner) {
        if (owner instanceof SessionKey session) {
            out.member("session_id", session.id().value());
        } else if (owner instanceof UserKey user) {
            out.member("user_id", user.id().value());
        }
    }
}
