package io.continuo.store;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Origin;

/** Metadata as a reader sees it: the caller's object, and the origin's members that it does not have itself. */
public final class VisibleMetadata {

    private VisibleMetadata() {}

    public static JsonText of(JsonText metadata, Origin origin) {
        JsonText via = missing(metadata, Origin.CREATED_VIA, origin.createdVia());
        JsonText agent = missing(metadata, Origin.USER_AGENT, origin.userAgent());
        if (via == null && agent == null) {
            return metadata;
        }
        JsonWriter out = new JsonWriter(metadata.length() + 128).beginObject().members(metadata);
        if (via != null) {
            out.member(Origin.CREATED_VIA, via);
        }
        if (agent != null) {
            out.member(Origin.USER_AGENT, agent);
        }
        return out.endObject().toJsonText();
    }

    private static @Nullable JsonText missing(JsonText metadata, String name, @Nullable JsonText value) {
        return value != null && metadata.member(name) == null ? value : null;
    }
}
