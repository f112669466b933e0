package io.continuo.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.Identifiers;
import io.continuo.model.UserId;

/** The fields of a session's meta hash. */
final class Meta {

    private static final String FORMAT = "1";
    private static final List<String> NUMBERS =
            List.of("created_at", "last_interaction", "expires_at", "version", "first_seq", "next_seq");

    private final Map<String, byte[]> fields;
    private final String key;

    private Meta(Map<String, byte[]> fields, String key) {
        this.fields = fields;
        this.key = key;
    }

    /**
     * The meta of fields that are there.
     *
     * @param key where they lie
     * @throws StoredValueUnreadable if this service did not write them, or cannot read them
     */
    static Meta of(Map<String, byte[]> fields, String key) {
        Meta meta = new Meta(fields, key);
        if (!meta.isSound()) {
            throw new StoredValueUnreadable(key);
        }
        return meta;
    }

    private boolean isSound() {
        return FORMAT.equals(text("format"))
                && NUMBERS.stream().allMatch(name -> isNumber(fields.get(name)))
                && (!fields.containsKey("user_id") || Identifiers.isValid(text("user_id")));
    }

    private static boolean isNumber(byte @Nullable [] text) {
        if (text == null || text.length == 0 || text.length > 18) {
            return false;
        }
        for (byte digit : text) {
            if (digit < '0' || digit > '9') {
                return false;
            }
        }
        return true;
    }

    boolean isExpired(Instant now) {
        return number("expires_at") <= now.toEpochMilli();
    }

    long version() {
        return number("version");
    }

    long firstSeq() {
        return number("first_seq");
    }

    long nextSeq() {
        return number("next_seq");
    }

    Instant createdAt() {
        return Instant.ofEpochMilli(number("created_at"));
    }

    Instant lastInteraction() {
        return Instant.ofEpochMilli(number("last_interaction"));
    }

    Instant expiresAt() {
        return Instant.ofEpochMilli(number("expires_at"));
    }

    /** Of its own; null where there is none. */
    @Nullable
    Duration ttl() {
        return isNumber(fields.get("ttl")) ? Duration.ofMillis(number("ttl")) : null;
    }

    @Nullable
    UserId user() {
        return fields.containsKey("user_id") ? new UserId(text("user_id")) : null;
    }

    /** As it is stored. */
    byte @Nullable [] metadata() {
        return fields.get("metadata");
    }

    /** As it is stored. */
    byte @Nullable [] createdVia() {
        return fields.get("created_via");
    }

    /** As it is stored. */
    byte @Nullable [] userAgent() {
        return fields.get("user_agent");
    }

    /** Every field as it is stored. */
    Collection<byte[]> values() {
        return fields.values();
    }

    StoredValueUnreadable damagedMetadata() {
        return damagedMetadata(key);
    }

    static StoredValueUnreadable damagedMetadata(String key) {
        return new StoredValueUnreadable("metadata of " + key);
    }

    private long number(String name) {
        return Long.parseLong(text(name));
    }

    private String text(String name) {
        return Replies.text(fields.get(name));
    }
}
