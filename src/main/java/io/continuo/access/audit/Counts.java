package io.continuo.access.audit;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Removed;

/** What was taken out, by kind, as JSON. */
public final class Counts {

    private Counts() {}

    public static JsonText of(Removed removed) {
        JsonWriter out = new JsonWriter(128);
        write(out, removed);
        return out.toJsonText();
    }

    static void write(JsonWriter out, Removed removed) {
        out.beginObject()
                .member("sessions", removed.sessions())
                .member("expired_sessions", removed.expiredSessions())
                .member("messages", removed.messages())
                .member("documents", removed.documents())
                .member("index_entries", removed.entries())
                .endObject();
    }
}
