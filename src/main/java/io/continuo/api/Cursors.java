package io.continuo.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Identifiers;
import io.continuo.model.ListSessions;
import io.continuo.model.ListUserSessions;
import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.session.Digests;
import io.continuo.session.ExportScope;

/**
 * A place in a list as an opaque word: which list and where, in base64url. One of another list is none: it would begin
 * somewhere that nobody meant.
 */
final class Cursors {

    private Cursors() {}

    static String write(Namespace namespace, ListSessions.Position position) {
        return encoded(sessionsOf(namespace), inTime(position.lastInteraction(), position.id()));
    }

    static ListSessions.@Nullable Position read(Namespace namespace, @Nullable String cursor) {
        return decoded(cursor, sessionsOf(namespace), place -> inTime(place, ListSessions.Position::new));
    }

    static String write(UserKey user, ListUserSessions.Position position) {
        return encoded(sessionsOf(user), inTime(position.createdAt(), position.id()));
    }

    static ListUserSessions.@Nullable Position read(UserKey user, @Nullable String cursor) {
        return decoded(cursor, sessionsOf(user), place -> inTime(place, ListUserSessions.Position::new));
    }

    static String write(DocumentOwner owner, @Nullable String type, DocumentName name) {
        return encoded(documentsOf(owner, type), name.type() + "/" + name.key());
    }

    static @Nullable DocumentName read(DocumentOwner owner, @Nullable String type, @Nullable String cursor) {
        return decoded(cursor, documentsOf(owner, type), Cursors::name);
    }

    private static String sessionsOf(Namespace namespace) {
        return list("sessions", namespace.name());
    }

    static String write(ExportScope scope, ExportScope.Place place) {
        return encoded(exportOf(scope), (place.documents() ? "d" : "s") + Objects.requireNonNullElse(place.from(), ""));
    }

    static ExportScope.@Nullable Place read(ExportScope scope, @Nullable String cursor) {
        return decoded(cursor, exportOf(scope), Cursors::placeInExport);
    }

    private static ExportScope.@Nullable Place placeInExport(String text) {
        boolean documents = text.startsWith("d");
        if (!documents && !text.startsWith("s")) {
            return null;
        }
        return new ExportScope.Place(documents, text.length() == 1 ? null : text.substring(1));
    }

    private static String exportOf(ExportScope scope) {
        if (scope instanceof ExportScope.OfUser of) {
            return list(
                    "export of a user", scope.namespace().name(), of.user().id().value());
        }
        return scope instanceof ExportScope.OfSession of
                ? list(
                        "export of a session",
                        scope.namespace().name(),
                        of.session().id().value())
                : list("export", scope.namespace().name());
    }

    private static String sessionsOf(UserKey user) {
        return list("sessions", user.namespace().name(), user.id().value());
    }

    private static String documentsOf(DocumentOwner owner, @Nullable String type) {
        String only = Objects.requireNonNullElse(type, "");
        return owner instanceof SessionKey session
                ? list(
                        "documents of a session",
                        session.namespace().name(),
                        session.id().value(),
                        only)
                : list(
                        "documents of a user",
                        owner.namespace().name(),
                        ((UserKey) owner).id().value(),
                        only);
    }

    private static String list(String... parts) {
        byte[][] bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(UTF_8);
        }
        return Digests.of(bytes) + ":";
    }

    private static String inTime(Instant time, SessionId id) {
        return time.toEpochMilli() + ":" + id;
    }

    private interface Place<P> {
        P of(Instant time, SessionId id);
    }

    private static <P> @Nullable P inTime(String text, Place<P> place) {
        int end = text.indexOf(':');
        Long millis = end < 0 ? null : Numbers.whole(text.substring(0, end));
        String id = text.substring(end + 1);
        return millis == null || !Identifiers.isValid(id)
                ? null
                : place.of(Instant.ofEpochMilli(millis), new SessionId(id));
    }

    private static @Nullable DocumentName name(String text) {
        int end = text.indexOf('/');
        String type = text.substring(0, Math.max(end, 0));
        String key = text.substring(end + 1);
        return Identifiers.isValid(type) && Identifiers.isValid(key) ? new DocumentName(type, key) : null;
    }

    private static String encoded(String list, String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((list + place).getBytes(UTF_8));
    }

    private static <P> @Nullable P decoded(@Nullable String cursor, String list, Function<String, @Nullable P> reader) {
        if (cursor == null) {
            return null;
        }
        String text = text(cursor);
        P place = text.startsWith(list) ? reader.apply(text.substring(list.length())) : null;
        if (place == null) {
            throw InvalidRequest.of("cursor", "is not a cursor that this service gave for this list");
        }
        return place;
    }

    private static String text(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
