package io.continuo.store.embedded;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;

/**
 * What is kept of a session beside its state, history and idempotency records. A working copy of one step: the step
 * changes it and writes it back. Times are milliseconds.
 */
final class SessionRow {

    private static final int FORMAT = 1;

    @Nullable
    String user;

    long createdAt;
    long lastInteraction;
    long expiresAt;

    @Nullable
    Long ttl;

    long version;
    long firstSeq = 1;
    long nextSeq = 1;
    long stateMembers;
    long stateBytes;
    long keyedWrites;
    long messageIds;

    /** As it is stored, like the two members of the origin. */
    byte[] metadata = JsonText.EMPTY_OBJECT.bytes();

    byte @Nullable [] createdVia;

    byte @Nullable [] userAgent;

    /** The staging under which the history of a restored session lies; null where it lies under the session's own key. */
    @Nullable
    String staging;

    /** A session that begins now. */
    static SessionRow begin(long now) {
        SessionRow row = new SessionRow();
        row.createdAt = now;
        row.lastInteraction = now;
        return row;
    }

    static SessionRow decode(byte[] bytes) {
        Fields.In in = Fields.In.ofFormat(bytes, FORMAT, "of a session");
        SessionRow row = new SessionRow();
        row.user = in.optionalText();
        row.createdAt = in.number();
        row.lastInteraction = in.number();
        row.expiresAt = in.number();
        row.ttl = in.optional();
        row.version = in.number();
        row.firstSeq = in.number();
        row.nextSeq = in.number();
        row.stateMembers = in.number();
        row.stateBytes = in.number();
        row.keyedWrites = in.number();
        row.messageIds = in.number();
        byte[] metadata = in.bytes();
        row.metadata = metadata == null ? JsonText.EMPTY_OBJECT.bytes() : metadata;
        row.createdVia = in.bytes();
        row.userAgent = in.bytes();
        row.staging = in.hasMore() ? in.optionalText() : null;
        return row;
    }

    byte[] encode() {
        return new Fields.Out()
                .number(FORMAT)
                .text(user)
                .number(createdAt)
                .number(lastInteraction)
                .number(expiresAt)
                .optional(ttl)
                .number(version)
                .number(firstSeq)
                .number(nextSeq)
                .number(stateMembers)
                .number(stateBytes)
                .number(keyedWrites)
                .number(messageIds)
                .bytes(metadata)
                .bytes(createdVia)
                .bytes(userAgent)
                .text(staging)
                .toBytes();
    }

    /** What the keys of the history begin with; a seq follows. */
    byte[] history(SessionKey key) {
        return staging == null ? Keys.session(key) : Keys.staging(key, staging);
    }

    /** What is beyond the keys of the history. */
    byte[] beyondHistory(SessionKey key) {
        return staging == null ? Keys.beyond(key) : Keys.beyondStaging(key, staging);
    }

    boolean isExpired(long now) {
        return expiresAt <= now;
    }

    /** Counts an interaction: moves the expiry. */
    void interact(long now, SessionPolicy policy) {
        lastInteraction = Math.max(lastInteraction, now);
        long life = ttl != null ? ttl : millis(policy.ttl());
        long end = saturated(lastInteraction, life);
        Duration maxAge = policy.maxAge();
        expiresAt = maxAge == null ? end : Math.min(end, saturated(createdAt, millis(maxAge)));
    }

    static long millis(Duration duration) {
        // Longer than any session lives, and still a time that can be written.
        return duration.toSeconds() > MAX_LIFE / 1000 ? MAX_LIFE : duration.toMillis();
    }

    private static final long MAX_LIFE = 100_000_000_000_000L;

    private static long saturated(long from, long life) {
        return from + Math.min(life, MAX_LIFE);
    }
}
