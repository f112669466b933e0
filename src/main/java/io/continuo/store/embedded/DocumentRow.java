package io.continuo.store.embedded;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentName;

/**
 * What is kept of a document beside its body. Times are milliseconds.
 *
 * @param expiresAt its own; null for one that lives as long as its owner
 * @param score its place in the index of its type: when it expires, or for one that follows a session, would have expired
 *     when that was last looked at
 */
record DocumentRow(
        long version, long bytes, long updatedAt, @Nullable Long expiresAt, long score) {

    /** The expiry of what never expires. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final int FORMAT = 1;

    static DocumentRow decode(byte[] bytes) {
        Fields.In in = Fields.In.ofFormat(bytes, FORMAT, "of a document");
        return new DocumentRow(in.number(), in.number(), in.number(), in.optional(), in.number());
    }

    byte[] encode() {
        return new Fields.Out()
                .number(FORMAT)
                .number(version)
                .number(bytes)
                .number(updatedAt)
                .optional(expiresAt)
                .number(score)
                .toBytes();
    }

    boolean followsOwner() {
        return expiresAt == null;
    }

    /** When it expires if its owner lives until then. */
    long expiry(long ownerUntil) {
        return expiresAt == null ? ownerUntil : expiresAt;
    }

    DocumentRow withScore(long other) {
        return new DocumentRow(version, bytes, updatedAt, expiresAt, other);
    }

    /** With a life of its own. */
    DocumentRow until(long expiry) {
        return new DocumentRow(version, bytes, updatedAt, expiry, expiry);
    }

    DocumentEntry entry(DocumentName name, long ownerUntil) {
        long expiry = expiry(ownerUntil);
        return new DocumentEntry(
                name,
                bytes,
                version,
                Instant.ofEpochMilli(updatedAt),
                expiry == FOREVER ? null : Instant.ofEpochMilli(expiry));
    }
}
