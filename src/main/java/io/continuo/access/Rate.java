package io.continuo.access;

import io.continuo.config.ContinuoConfig;

/**
 * What a caller may do in a second, all replicas together.
 *
 * @param requests zero for any number
 * @param bytes of the bodies of requests and answers, zero for any number
 */
record Rate(long requests, long bytes) {

    /** That of a caller of this name: its own, else that of everyone. */
    static Rate of(String name, ContinuoConfig.Limits limits) {
        ContinuoConfig.Rate all = limits.rate();
        ContinuoConfig.KeyRate own = limits.keys().get(name);
        return own == null
                ? new Rate(all.requestsPerSecond(), all.bytesPerSecond().asLongValue())
                : new Rate(
                        own.requestsPerSecond().orElse(all.requestsPerSecond()),
                        own.bytesPerSecond().orElse(all.bytesPerSecond()).asLongValue());
    }
}
