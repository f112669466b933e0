package io.continuo.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** Reads parts of replies. */
final class Replies {

    private Replies() {}

    /** A flat list of names and values; empty where there is none. */
    static Map<String, byte[]> fields(@Nullable Response flat) {
        if (flat == null) {
            return Map.of();
        }
        Map<String, byte[]> fields = new LinkedHashMap<>(flat.size());
        for (int at = 0; at + 1 < flat.size(); at += 2) {
            fields.put(flat.get(at).toString(), flat.get(at + 1).toBytes());
        }
        return fields;
    }

    /** The values of the names asked for in HMGET: those that are there. */
    static Map<String, byte[]> fields(List<String> names, Response values) {
        Map<String, byte[]> fields = new LinkedHashMap<>(names.size());
        for (int at = 0; at < names.size(); at++) {
            Response value = values.get(at);
            if (value != null) {
                fields.put(names.get(at), value.toBytes());
            }
        }
        return fields;
    }

    static List<byte[]> values(@Nullable Response list) {
        List<byte[]> values = new ArrayList<>();
        if (list != null) {
            list.forEach(value -> values.add(value.toBytes()));
        }
        return values;
    }

    static List<String> texts(@Nullable Response list) {
        List<String> texts = new ArrayList<>();
        if (list != null) {
            list.forEach(value -> texts.add(value.toString()));
        }
        return texts;
    }

    static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
