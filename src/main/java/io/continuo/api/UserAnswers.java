package io.continuo.api;

import java.time.Instant;

import jakarta.ws.rs.core.Response.Status;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.ListUserSessions;
import io.continuo.model.Removed;
import io.continuo.model.UserKey;
import io.continuo.model.UserSessionPage;
import io.continuo.model.UserSummary;
import io.continuo.store.Timestamps;

/** What a success with users looks like on the wire. */
final class UserAnswers {

    private UserAnswers() {}

    static RestResponse<byte[]> summary(UserSummary user) {
        JsonWriter out = new JsonWriter()
                .beginObject()
                .member("user_id", user.id().value())
                .member("sessions", user.sessions())
                .member("messages", user.messages())
                .member("documents", user.documents());
        time(out, "first_interaction", user.firstInteraction());
        time(out, "last_interaction", user.lastInteraction());
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    static RestResponse<byte[]> page(UserKey user, UserSessionPage page) {
        JsonWriter out = new JsonWriter(4096).beginObject().name("data").beginArray();
        page.sessions().forEach(session -> SessionJson.write(out, session));
        ListUserSessions.Position next = page.next();
        return Answers.page(out.endArray(), next == null ? null : Cursors.write(user, next));
    }

    static RestResponse<byte[]> erased(UserKey user, Removed removed, JsonText receipt) {
        JsonWriter out = new JsonWriter()
                .beginObject()
                .member("user_id", user.id().value())
                .name("removed")
                .beginObject()
                .member("sessions", removed.sessions())
                .member("messages", removed.messages())
                .member("documents", removed.documents())
                .endObject()
                .member("receipt", receipt);
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    private static void time(JsonWriter out, String name, @Nullable Instant time) {
        if (time != null) {
            out.member(name, Timestamps.format(time));
        }
    }
}
