package io.continuo.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.Namespace;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;

/** What INFO says of the server (in a Cluster: of the one with the first partition), and what of it may cost sessions. */
final class StatusReader {

    private static final Duration LIMIT = Duration.ofMillis(900);
    private static final long FIRST_SAVE_SECONDS = 3_900;

    private final RedisKeys keys;
    private final RedisCalls calls;

    StatusReader(RedisKeys keys, RedisCalls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    Uni<StoreStatus> status(Namespace namespace) {
        return Uni.createFrom()
                .deferred(() -> timed(namespace))
                .ifNoItem()
                .after(LIMIT)
                .recoverWithItem(() -> away(namespace))
                .onFailure()
                .recoverWithItem(() -> away(namespace));
    }

    private Uni<StoreStatus> timed(Namespace namespace) {
        long start = System.nanoTime();
        // A server that cannot save answers PING with an error, and everything else that only reads.
        return calls.command(0, Request.cmd(Command.PING), false)
                .onFailure(ContinuoException.class)
                .recoverWithNull()
                .chain(pong -> {
                    double millis = (System.nanoTime() - start) / 1e6;
                    return calls.command(0, Request.cmd(Command.INFO), false)
                            .map(info -> status(namespace, info, millis));
                });
    }

    private StoreStatus status(Namespace namespace, Response reply, double pingMillis) {
        Map<String, String> info = new HashMap<>();
        reply.toString().lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            info.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return new StoreStatus(
                true,
                info.get("redis_version"),
                info.get("redis_mode"),
                info.get("role"),
                number(info, "used_memory"),
                number(info, "maxmemory"),
                info.get("maxmemory_policy"),
                number(info, "connected_clients"),
                databaseKeys(info),
                keys.sessionPrefix(namespace),
                pingMillis,
                Stream.concat(warnings(info).stream(), calls.troubles().stream())
                        .toList());
    }

    private StoreStatus away(Namespace namespace) {
        return new StoreStatus(
                false, null, null, null, null, null, null, null, null, keys.sessionPrefix(namespace), null, whyNot());
    }

    private List<String> whyNot() {
        StoreHealth health = calls.health();
        List<String> troubles = calls.troubles();
        if (!health.available()) {
            return List.of(health.detail());
        }
        return troubles.isEmpty() ? List.of("Redis does not answer.") : troubles;
    }

    static List<String> warnings(Map<String, String> info) {
        List<String> warnings = new ArrayList<>();
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        Long maxMemory = number(info, "maxmemory");
        if (!"noeviction".equals(policy) && maxMemory != null && maxMemory > 0) {
            warnings.add("maxmemory-policy is " + policy
                    + ": Redis removes living sessions when its memory is full; set it to noeviction.");
        }
        if (keepsNothing(info)) {
            warnings.add("Redis has written neither an append-only file nor a snapshot since its start: a restart loses"
                    + " what came since.");
        }
        if (!"master".equals(info.getOrDefault("role", "master"))) {
            warnings.add("This Redis is a replica and refuses writes; point the service at the master.");
        }
        return warnings;
    }

    /** Redis counts its start as a save, and by its own defaults saves the first change after an hour. */
    private static boolean keepsNothing(Map<String, String> info) {
        Long uptime = number(info, "uptime_in_seconds");
        Long unsaved = number(info, "rdb_changes_since_last_save");
        return "0".equals(info.get("aof_enabled"))
                && "-1".equals(info.get("rdb_last_bgsave_time_sec"))
                && unsaved != null
                && unsaved > 0
                && uptime != null
                && uptime > FIRST_SAVE_SECONDS;
    }

    private static Long databaseKeys(Map<String, String> info) {
        long keys = 0;
        for (Map.Entry<String, String> entry : info.entrySet()) {
            if (entry.getKey().matches("db[0-9]+")) {
                keys += Long.parseLong(entry.getValue().replaceAll("keys=([0-9]+).*", "$1"));
            }
        }
        return keys;
    }

    private static @Nullable Long number(Map<String, String> info, String name) {
        String value = info.get(name);
        return value == null || !value.matches("[0-9]{1,18}") ? null : Long.valueOf(value);
    }
}
