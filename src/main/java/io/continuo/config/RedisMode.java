package io.continuo.config;

/** How Redis is set up. */
public enum RedisMode {
    STANDALONE,
    SENTINEL,
    CLUSTER
}
