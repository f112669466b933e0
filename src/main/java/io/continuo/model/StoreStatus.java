package io.continuo.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to know of a store. Where the store is not Redis, or Redis is away, what is not known is null.
 *
 * @param connected whether Redis answered; false for the embedded store
 * @param pingMillis how long the answer took
 * @param warnings settings that may cost sessions, a sentence each
 */
public record StoreStatus(
        boolean connected,
        @Nullable String version,
        @Nullable String mode,
        @Nullable String role,
        @Nullable Long usedMemoryBytes,
        @Nullable Long maxMemoryBytes,
        @Nullable String maxMemoryPolicy,
        @Nullable Long connectedClients,
        @Nullable Long dbKeys,
        String sessionPrefix,
        @Nullable Double pingMillis,
        List<String> warnings) {}
