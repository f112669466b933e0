package io.continuo.model;

/**
 * Keeps a compression dictionary of the namespace for good. False, and nothing changed, where the number is taken.
 *
 * @param number from 1
 * @param bytes as the codec gives them; opaque to a store
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through; compared by nobody.
public record AddDictionary(Namespace namespace, int number, byte[] bytes) implements Change<Boolean> {}
