package io.continuo.ops;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

/**
 * Leaves the pool meters of the Redis client out. The store opens a client for each of its connections, so that the gauges
 * would show the first of them only, under a random {@code pool_name} that changes with every start.
 */
@Singleton
public final class RedisPoolMeters implements MeterFilter {

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().startsWith("redis.pool.") ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
