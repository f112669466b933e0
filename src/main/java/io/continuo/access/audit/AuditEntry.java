package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Namespace;
import io.continuo.store.Timestamps;

/**
 * What a line says, before it has its place in the chain. It is written member by member; nothing that callers store, no key
 * and no token belongs into it. For one thread until it is recorded.
 */
public final class AuditEntry {

    private final JsonWriter members;

    private AuditEntry(JsonWriter members) {
        this.members = members;
    }

    /**
     * An entry.
     *
     * @param what happened: a method and the template of a path, or a name
     */
    public static AuditEntry of(Instant time, String what) {
        return new AuditEntry(new JsonWriter(384)
                .beginObject()
                .member("time", Timestamps.format(time))
                .member("what", what));
    }

    /**
     * Whose request it was.
     *
     * @param namespace which it is about, null where that was not settled
     */
    public AuditEntry by(Caller caller, @Nullable Namespace namespace, String requestId) {
        with("request_id", requestId);
        with("caller", caller.name());
        with("role", caller.role().wireName());
        return with("namespace", namespace == null ? null : namespace.name());
    }

    /** A member, none where it is null. */
    public AuditEntry with(String name, @Nullable String value) {
        if (value != null) {
            // The subject of a token may be any text, half characters among it.
            members.member(name, new String(value.getBytes(UTF_8), UTF_8));
        }
        return this;
    }

    public AuditEntry with(String name, @Nullable Long value) {
        if (value != null) {
            members.member(name, value.longValue());
        }
        return this;
    }

    public AuditEntry with(String name, boolean value) {
        members.member(name, value);
        return this;
    }

    public AuditEntry with(String name, @Nullable JsonText value) {
        if (value != null) {
            members.member(name, value);
        }
        return this;
    }

    @Override
    public String toString() {
        return "{" + new String(open(), UTF_8) + "}";
    }

    /** The members as an object that is still open, without its brace. */
    byte[] open() {
        byte[] text = members.toBytes();
        byte[] open = new byte[text.length - 1];
        System.arraycopy(text, 1, open, 0, open.length);
        return open;
    }
}
