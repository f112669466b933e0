package io.continuo.api;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.json.JsonText;
import io.continuo.model.Origin;
import io.continuo.model.SessionId;
import io.continuo.model.Update;
import io.continuo.model.UserId;
import io.continuo.session.SessionDraft;
import io.continuo.session.SessionPatch;

/** The bodies of the session calls. */
final class SessionRequests {

    private SessionRequests() {}

    /** The id is null where the service shall choose one. */
    record Create(@Nullable SessionId id, SessionDraft draft) {}

    /** {@code POST /sessions}. */
    static Create create(Fields fields, Origin origin, Caller caller) {
        String id = fields.id("session_id");
        return new Create(id == null ? null : new SessionId(id), draft(fields, origin, caller, id != null));
    }

    /** {@code PUT /sessions/{id}}. */
    static SessionDraft put(Fields fields, Origin origin, Caller caller) {
        return draft(fields, origin, caller, true);
    }

    private static SessionDraft draft(Fields fields, Origin origin, Caller caller, boolean named) {
        SessionDraft draft = new SessionDraft(
                caller.speakFor(fields.userId()),
                fields.state(),
                Objects.requireNonNullElse(fields.object("metadata"), JsonText.EMPTY_OBJECT),
                origin,
                fields.ttl(),
                named);
        fields.finish();
        return draft;
    }

    /** {@code PATCH /sessions/{id}}. */
    static SessionPatch patch(Fields fields, Caller caller) {
        SessionPatch patch = new SessionPatch(
                merge(fields, "state"), merge(fields, "metadata"), caller.speakFor(userId(fields)), ttl(fields));
        fields.finish();
        return patch;
    }

    private static @Nullable JsonText merge(Fields fields, String name) {
        return fields.isNull(name) ? fields.take(name) : fields.object(name);
    }

    private static Update<UserId> userId(Fields fields) {
        if (!fields.has("user_id")) {
            return Update.keep();
        }
        return fields.isNull("user_id") ? cleared(fields, "user_id") : new Update<>(true, fields.userId());
    }

    private static Update<Duration> ttl(Fields fields) {
        if (!fields.has("ttl")) {
            return Update.keep();
        }
        return fields.isNull("ttl") ? cleared(fields, "ttl") : new Update<>(true, fields.ttl());
    }

    private static <T> Update<T> cleared(Fields fields, String name) {
        fields.take(name);
        return Update.clear();
    }
}
