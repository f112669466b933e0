package io.continuo.store.codec;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.Origin;
import io.continuo.model.SessionKey;
import io.continuo.store.StoredMessage;
import io.continuo.store.VisibleMetadata;

/**
 * The values of one session at their places. What is read is null where the stored value is damaged; it fails as
 * {@link ValueCodec#plain} says.
 */
public record SessionValues(ValueCodec codec, SessionKey session) {

    public byte[] state(String member, JsonText value) {
        return codec.stored(Place.state(session, member), value);
    }

    public @Nullable JsonText state(String member, byte[] stored) {
        return read(Place.state(session, member), stored);
    }

    public byte[] message(JsonText value) {
        return codec.stored(Place.message(session), value);
    }

    public @Nullable JsonText message(byte[] stored) {
        byte[] plain = codec.plain(Place.message(session), stored);
        return plain == null ? null : StoredMessage.read(plain);
    }

    public byte[] metadata(JsonText value) {
        return codec.stored(Place.metadata(session), value);
    }

    /** Null where it is missing, as it is in an origin. */
    public byte @Nullable [] createdVia(Origin origin) {
        JsonText value = origin.createdVia();
        return value == null ? null : codec.stored(Place.createdVia(session), value);
    }

    /** Null where it is missing, as it is in an origin. */
    public byte @Nullable [] userAgent(Origin origin) {
        JsonText value = origin.userAgent();
        return value == null ? null : codec.stored(Place.userAgent(session), value);
    }

    /** Metadata as a reader sees it; a damaged origin is not shown. An empty value of the origin is a missing one. */
    public @Nullable JsonText visibleMetadata(
            byte @Nullable [] metadata, byte @Nullable [] createdVia, byte @Nullable [] userAgent) {
        JsonText own = read(Place.metadata(session), metadata);
        return own == null || own.kind() != JsonText.Kind.OBJECT
                ? null
                : VisibleMetadata.of(own, origin(createdVia, userAgent));
    }

    /** What is damaged is missing. */
    public Origin origin(byte @Nullable [] createdVia, byte @Nullable [] userAgent) {
        return new Origin(read(Place.createdVia(session), createdVia), read(Place.userAgent(session), userAgent));
    }

    private @Nullable JsonText read(Place place, byte @Nullable [] stored) {
        return stored == null || stored.length == 0 ? null : codec.value(place, stored);
    }
}
