package io.continuo.config;

/** Where sessions are kept. */
public enum StoreKind {
    REDIS,
    EMBEDDED
}
