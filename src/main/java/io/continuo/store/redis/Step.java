package io.continuo.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/** One run of a script: its keys and arguments. */
final class Step {

    private static final byte[] NOTHING = {};

    private final LuaScript script;
    private final List<String> keys;
    private final List<byte[]> arguments = new ArrayList<>();

    Step(LuaScript script, List<String> keys) {
        this.script = script;
        this.keys = keys;
    }

    Step arg(String value) {
        arguments.add(value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Step arg(long value) {
        return arg(Long.toString(value));
    }

    Step arg(boolean value) {
        return arg(value ? "1" : "0");
    }

    /** A value as it is stored; empty for none. */
    Step arg(byte @Nullable [] stored) {
        arguments.add(stored == null ? NOTHING : stored);
        return this;
    }

    /** @param withText whether the text goes along, for a server that does not know the script */
    Request request(boolean withText) {
        String absent = keys.size() > 1 ? RedisKeys.absentBeside(keys.get(0)) : null;
        Request request = script.request(withText).arg(keys.size() + (absent == null ? 0 : 1));
        keys.forEach(request::arg);
        if (absent != null) {
            request.arg(absent);
        }
        arguments.forEach(request::arg);
        return request;
    }
}
