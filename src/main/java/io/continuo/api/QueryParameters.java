package io.continuo.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.Role;

/** Query parameters: strict, and named when they are wrong. */
@Singleton
public class QueryParameters {

    private static final int DEFAULT_LIMIT = 50;

    private final ContinuoConfig.Limits limits;

    public QueryParameters(ContinuoConfig config) {
        this.limits = config.limits();
    }

    /** The largest page, and the longest history beside a session. */
    int pageSize() {
        return limits.pageSize();
    }

    int messagesPerRequest() {
        return limits.messagesPerRequest();
    }

    int operationsPerBatch() {
        return limits.operationsPerBatch();
    }

    int limit(@Nullable String value) {
        return value == null ? Math.min(DEFAULT_LIMIT, pageSize()) : size("limit", value);
    }

    @Nullable
    Integer history(@Nullable String value) {
        return value == null ? null : Integer.valueOf(size("history", value));
    }

    private int size(String name, String value) {
        Integer size = Numbers.integer(value, 1, pageSize());
        if (size == null) {
            throw InvalidRequest.of(name, "must be a whole number from 1 to " + pageSize());
        }
        return size;
    }

    /** A time; a {@code +} of its offset that was not percent-encoded arrives as a space and is taken for what it was. */
    @Nullable
    Instant time(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        Instant time = Rfc3339.instant(value.replace(' ', '+'));
        if (time == null) {
            throw InvalidRequest.of(name, Rfc3339.FORM);
        }
        return time;
    }

    /** A life that a caller asks for. */
    static @Nullable Duration ttl(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Duration ttl = Fields.ttl(value);
        if (ttl == null) {
            throw InvalidRequest.of("ttl", Fields.TTL_FORM);
        }
        return ttl;
    }

    static @Nullable String type(@Nullable String value) {
        return value == null ? null : Call.id("type", value);
    }

    static Set<String> keep(List<String> types) {
        return types.stream().map(type -> Call.id("keep", type)).collect(Collectors.toUnmodifiableSet());
    }

    static @Nullable Long seq(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        Long seq = Numbers.whole(value);
        if (seq == null) {
            throw InvalidRequest.of(name, "must be a seq: a whole number, 0 or more");
        }
        return seq;
    }

    static boolean newestFirst(@Nullable String order) {
        if (order == null || "asc".equals(order)) {
            return false;
        }
        if (!"desc".equals(order)) {
            throw InvalidRequest.of("order", "must be asc or desc");
        }
        return true;
    }

    static @Nullable Role role(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return Role.ofWireName(value)
                .orElseThrow(() -> InvalidRequest.of("role", "must be one of system, user, assistant, tool"));
    }

    static boolean flag(String name, @Nullable String value, boolean absent) {
        if (value == null) {
            return absent;
        }
        if (!"true".equals(value) && !"false".equals(value)) {
            throw InvalidRequest.of(name, "must be true or false");
        }
        return "true".equals(value);
    }
}
