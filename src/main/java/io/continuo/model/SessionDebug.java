package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a store holds of a session.
 *
 * @param ttlSeconds until it expires; null where it does not exist
 * @param messages the last 50, oldest first
 * @param keys where it lies
 * @param findings what is not sound, a sentence each; empty when all is well
 */
public record SessionDebug(
        boolean exists,
        @Nullable Long ttlSeconds,
        long messageCount,
        List<Message> messages,
        List<StoredKey> keys,
        List<String> findings) {

    /**
     * One physical place.
     *
     * @param key its physical name
     * @param type the store's word for its type
     * @param bytes the memory or disk it takes, by the store's own account
     */
    public record StoredKey(String key, String type, long bytes) {}
}
