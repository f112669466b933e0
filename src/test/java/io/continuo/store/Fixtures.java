package io.continuo.store;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.json.MalformedJsonException;
import io.continuo.json.StrictJson;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.Role;
import io.continuo.model.SessionPolicy;

/** Values for tests. */
public final class Fixtures {

    public static final Duration TTL = Duration.ofHours(1);
    public static final SessionPolicy POLICY = new SessionPolicy(TTL, null, 100, 262_144, 256, 16_384);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Fixtures() {}

    public static Namespace freshNamespace() {
        return new Namespace("t-" + Long.toUnsignedString(RANDOM.nextLong(), 36));
    }

    /** A day ahead of the machine's clock, so that no store's own broom comes while a test runs. */
    public static Instant freshNow() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(1));
    }

    public static JsonText json(String text) {
        try {
            return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), 128);
        } catch (MalformedJsonException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    public static Map<String, JsonText> members(String object) {
        return members(json(object));
    }

    public static Map<String, JsonText> members(JsonText object) {
        Map<String, JsonText> members = new LinkedHashMap<>();
        object.members().forEach(member -> members.put(member.name(), member.value()));
        return members;
    }

    public static SessionPolicy ttl(Duration ttl) {
        return new SessionPolicy(ttl, null, 100, 262_144, 256, 16_384);
    }

    public static SessionPolicy maxAge(Duration maxAge) {
        return new SessionPolicy(TTL, maxAge, 100, 262_144, 256, 16_384);
    }

    public static SessionPolicy historyLimit(int messages) {
        return new SessionPolicy(TTL, null, messages, 262_144, 256, 16_384);
    }

    public static SessionPolicy limits(int stateBytes, int stateMembers, int metadataBytes) {
        return new SessionPolicy(TTL, null, 100, stateBytes, stateMembers, metadataBytes);
    }

    /** A user's message without an id. */
    public static NewMessage message(String content, Instant timestamp) {
        return message(
                new JsonWriter()
                        .beginObject()
                        .member("content", content)
                        .endObject()
                        .toJsonText(),
                timestamp);
    }

    public static NewMessage message(JsonText body, Instant timestamp) {
        return new NewMessage(Role.USER, body, timestamp, null, digest(body));
    }

    /** A user's message with an id of the caller's. */
    public static NewMessage message(String id, String content, Instant timestamp) {
        JsonText body = new JsonWriter()
                .beginObject()
                .member("message_id", id)
                .member("content", content)
                .endObject()
                .toJsonText();
        return new NewMessage(Role.USER, body, timestamp, id, digest(body));
    }

    private static String digest(JsonText body) {
        return "user " + Integer.toHexString(body.text().hashCode()) + body.length();
    }
}
