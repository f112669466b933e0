package io.continuo.model;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to know of a store. Where the store is not Redis, or Redis is away, what is not known is null.
 *
 * @param connected whether Redis answered; false for the embedded store
 * @param pingMillis how long the answer took
 * @param warnings settings that may cost sessions, a sentence each
 * @param degraded whether something stands in for the store, or has still to hand over what it took in
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
        List<String> warnings,
        boolean degraded) {

    public StoreStatus(
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
            List<String> warnings) {
        this(
                connected,
                version,
                mode,
                role,
                usedMemoryBytes,
                maxMemoryBytes,
                maxMemoryPolicy,
                connectedClients,
                dbKeys,
                sessionPrefix,
                pingMillis,
                warnings,
                false);
    }

    /** The same of a store for which something else stands in, with a sentence that says so. */
    public StoreStatus degraded(String warning) {
        List<String> all = new ArrayList<>(warnings);
        all.add(warning);
        return new StoreStatus(
                connected,
                version,
                mode,
                role,
                usedMemoryBytes,
                maxMemoryBytes,
                maxMemoryPolicy,
                connectedClients,
                dbKeys,
                sessionPrefix,
                pingMillis,
                List.copyOf(all),
                true);
    }
}
