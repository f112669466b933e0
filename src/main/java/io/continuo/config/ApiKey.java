package io.continuo.config;

import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.continuo.model.AccessRole;
import io.continuo.model.Namespace;

/** One key of a caller: what it opens, and the SHA-256 by which it is known. The key itself is not kept. */
public final class ApiKey {

    private final String name;
    private final @Nullable Namespace namespace;
    private final AccessRole role;
    private final byte[] sha256;
    private final @Nullable LocalDate lastDay;

    /**
     * A key.
     *
     * @param namespace the only one that it opens, null for every one
     * @param lastDay the last day, in UTC, on which it is good; null where there is none
     */
    ApiKey(String name, @Nullable Namespace namespace, AccessRole role, byte[] sha256, @Nullable LocalDate lastDay) {
        this.name = name;
        this.namespace = namespace;
        this.role = role;
        this.sha256 = sha256.clone();
        this.lastDay = lastDay;
    }

    /** Names the key where it is spoken of; no secret. */
    public String name() {
        return name;
    }

    public @Nullable Namespace namespace() {
        return namespace;
    }

    public AccessRole role() {
        return role;
    }

    /** Whether it is the key with this SHA-256, in a time that does not tell how much of it is right. */
    public boolean hasDigest(byte[] digest) {
        return MessageDigest.isEqual(sha256, digest);
    }

    public boolean isGoodOn(LocalDate day) {
        return lastDay == null || !day.isAfter(lastDay);
    }

    boolean isTheSameKey(ApiKey other) {
        return Arrays.equals(sha256, other.sha256);
    }

    @Override
    public String toString() {
        return name + ":" + (namespace == null ? ApiKeys.EVERY_NAMESPACE : namespace.name()) + ":" + role.wireName();
    }
}
