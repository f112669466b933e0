package io.continuo.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.json.StrictJson;
import io.continuo.model.NewMessage;

/**
 * The stored form of a message: a JSON object {@code {"role":...,"timestamp":...,<the caller's members>}}. Its {@code seq}
 * is not in it: it follows from the place in the history.
 */
public final class StoredMessage {

    private StoredMessage() {}

    /** The form in which the message is stored when it is appended for the first time. */
    public static JsonText of(NewMessage message) {
        return of(message, message.timestamp());
    }

    /** The message as it was stored with another timestamp: that of its first delivery. */
    public static JsonText of(NewMessage message, Instant timestamp) {
        return new JsonWriter(message.body().length() + 80)
                .beginObject()
                .member("role", message.role().wireName())
                .member("timestamp", Timestamps.format(timestamp))
                .members(message.body())
                .endObject()
                .toJsonText();
    }

    /** The stored value if it can be shown as a message, else null. */
    public static @Nullable JsonText read(byte[] stored) {
        JsonText text = StrictJson.stored(stored);
        return text != null && text.kind() == JsonText.Kind.OBJECT && text.length() > 2 ? text : null;
    }
}
