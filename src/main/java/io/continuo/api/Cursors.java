package io.continuo.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.model.Identifiers;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.SessionId;

/** A place in a list as an opaque word: {@code 1:<milliseconds>:<id>} in base64url. */
final class Cursors {

    private static final String FORM = "1:";

    private Cursors() {}

    static String write(Position position) {
        String text = FORM + position.lastInteraction().toEpochMilli() + ":" + position.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    static @Nullable Position read(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        Position position = decoded(cursor);
        if (position == null) {
            throw InvalidRequest.of("cursor", "is not a cursor that this service gave");
        }
        return position;
    }

    private static @Nullable Position decoded(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
            int end = text.indexOf(':', FORM.length());
            if (!text.startsWith(FORM) || end < 0) {
                return null;
            }
            Long millis = Numbers.whole(text.substring(FORM.length(), end));
            String id = text.substring(end + 1);
            return millis == null || !Identifiers.isValid(id)
                    ? null
                    : new Position(Instant.ofEpochMilli(millis), new SessionId(id));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
