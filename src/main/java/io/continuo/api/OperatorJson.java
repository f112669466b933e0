package io.continuo.api;

import java.util.List;
import java.util.Locale;

import jakarta.ws.rs.core.Response.Status;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonWriter;
import io.continuo.model.SessionDebug;
import io.continuo.model.StoreStatus;
import io.continuo.ops.StoreChecks;
import io.continuo.session.SessionService;
import io.continuo.store.Timestamps;

/** The answers for an operator. */
final class OperatorJson {

    private OperatorJson() {}

    static RestResponse<byte[]> debug(String id, SessionService sessions, SessionDebug found) {
        JsonWriter out = new JsonWriter(2048)
                .beginObject()
                .member("session_id", id)
                .member("exists", found.exists())
                .member("store", sessions.storeName())
                .member("redis_available", "redis".equals(sessions.storeName()) && sessions.storeAnswers());
        number(out, "ttl_seconds", found.ttlSeconds());
        out.member("message_count", found.messageCount());
        SessionJson.history(out, "messages", found.messages());
        out.name("keys").beginArray();
        for (SessionDebug.StoredKey key : found.keys()) {
            out.beginObject()
                    .member("key", key.key())
                    .member("type", key.type())
                    .member("bytes", key.bytes())
                    .endObject();
        }
        out.endArray();
        strings(out, "findings", found.findings());
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    static RestResponse<byte[]> status(SessionService sessions, StoreStatus status, StoreChecks.Report checks) {
        JsonWriter out = new JsonWriter(1024).beginObject().member("connected", status.connected());
        string(out, "version", status.version());
        string(out, "mode", status.mode());
        string(out, "role", status.role());
        string(out, "used_memory", human(status.usedMemoryBytes()));
        number(out, "used_memory_bytes", status.usedMemoryBytes());
        number(out, "maxmemory", status.maxMemoryBytes());
        string(out, "maxmemory_policy", status.maxMemoryPolicy());
        number(out, "connected_clients", status.connectedClients());
        number(out, "db_keys", status.dbKeys());
        out.member("session_type", sessions.storeName()).member("session_prefix", status.sessionPrefix());
        Double ping = status.pingMillis();
        out.name("ping_ms");
        if (ping == null) {
            out.nullValue();
        } else {
            out.value(Math.round(ping * 1000) / 1000.0);
        }
        out.name("health")
                .beginObject()
                .member("healthy", checks.healthy())
                .member("consecutive_failures", checks.consecutiveFailures());
        string(out, "checked_at", checks.checkedAt() == null ? null : Timestamps.format(checks.checkedAt()));
        out.endObject().member("degraded", status.degraded());
        strings(out, "warnings", status.warnings());
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    /** Bytes as Redis itself writes them for people, such as {@code 1.04M}. */
    private static @Nullable String human(@Nullable Long bytes) {
        if (bytes == null) {
            return null;
        }
        double value = bytes;
        String[] units = {"B", "K", "M", "G", "T"};
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%s", value, units[unit]);
    }

    private static void string(JsonWriter out, String name, @Nullable String value) {
        out.name(name);
        if (value == null) {
            out.nullValue();
        } else {
            out.value(value);
        }
    }

    private static void number(JsonWriter out, String name, @Nullable Long value) {
        out.name(name);
        if (value == null) {
            out.nullValue();
        } else {
            out.value(value);
        }
    }

    private static void strings(JsonWriter out, String name, List<String> values) {
        out.name(name).beginArray();
        values.forEach(out::value);
        out.endArray();
    }
}
