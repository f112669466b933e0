package io.continuo.store.redis;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentName;

/**
 * The keys of an owner's documents.
 *
 * @param name the owner as scripts and indexes spell it, {@code session:id} or {@code user:id}
 * @param begin what the keys of the partition begin with
 * @param documents those that follow their owner
 * @param register those with a life of their own
 * @param meta of a session; a user has none
 * @param documentPrefix what the key of a document with a life of its own begins with
 */
record OwnerKeys(
        String name,
        int partition,
        String begin,
        String once,
        String documents,
        String register,
        @Nullable String meta,
        String documentPrefix) {

    String document(DocumentName document) {
        return documentPrefix + RedisKeys.spelled(document);
    }
}
