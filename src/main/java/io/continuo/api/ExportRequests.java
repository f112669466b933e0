package io.continuo.api;

import java.util.Objects;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.session.ExportScope;

/** What the query of an export says. */
final class ExportRequests {

    private ExportRequests() {}

    static ExportScope scope(Call call) {
        String session = call.query("session_id");
        String user = call.query("user_id");
        if (session != null && user != null) {
            throw InvalidRequest.of("user_id", "cannot stand beside session_id");
        }
        if (session != null) {
            return new ExportScope.OfSession(call.session(session));
        }
        return user == null ? new ExportScope.Whole(call.namespace()) : new ExportScope.OfUser(call.owner(user));
    }

    /** Where it goes on. */
    static ExportScope.Place place(Call call, ExportScope scope) {
        return Objects.requireNonNullElse(Cursors.read(scope, call.query("cursor")), ExportScope.Place.START);
    }
}
