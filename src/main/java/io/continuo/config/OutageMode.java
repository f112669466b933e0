package io.continuo.config;

/** What becomes of requests while Redis is away. */
public enum OutageMode {
    JOURNAL,
    REJECT
}
