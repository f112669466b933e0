package io.continuo.store.redis;

import java.time.Duration;
import java.util.function.Function;

import io.continuo.model.Namespace;
import io.continuo.store.codec.ValueCodec;

/**
 * What the Redis store needs to know.
 *
 * @param partitions into how many parts the keys are split, 1 for readable keys without hash tags; 2 to 1,000 otherwise.
 *     Fixed for the life of the data.
 * @param cluster whether the servers are a Redis Cluster; needs more than one partition
 * @param callTimeout how long a call to a living server may take
 * @param heartbeatEvery how often each server is asked whether it is there
 * @param silenceLimit after how long without an answer a server counts as away
 * @param connections over how many connections the calls to a server are spread
 * @param confirmReplicas how many replicas must have a change before it is acknowledged
 * @param confirmWithin in what time they must; else the outcome is unknown
 * @param keyPrefix what the keys of a namespace begin with
 * @param codec what values are at rest
 */
public record RedisSettings(
        int partitions,
        boolean cluster,
        Duration callTimeout,
        Duration heartbeatEvery,
        Duration silenceLimit,
        int connections,
        int confirmReplicas,
        Duration confirmWithin,
        Function<Namespace, String> keyPrefix,
        ValueCodec codec) {

    public static final int MAX_PARTITIONS = 1_000;

    public RedisSettings {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("partitions must be 1 to " + MAX_PARTITIONS);
        }
        if (cluster && partitions == 1) {
            throw new IllegalArgumentException("a Redis Cluster needs more than one partition");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("at least one connection is needed");
        }
    }

    /** Without confirmation by replicas. */
    public RedisSettings(
            int partitions,
            boolean cluster,
            Duration callTimeout,
            Duration heartbeatEvery,
            Duration silenceLimit,
            int connections,
            Function<Namespace, String> keyPrefix,
            ValueCodec codec) {
        this(
                partitions,
                cluster,
                callTimeout,
                heartbeatEvery,
                silenceLimit,
                connections,
                0,
                Duration.ofSeconds(1),
                keyPrefix,
                codec);
    }

    /** The defaults: 5 s for a call, a heartbeat each 250 ms, away after 750 ms, four connections, no confirmation, plain values. */
    public static RedisSettings of(int partitions, boolean cluster, Function<Namespace, String> keyPrefix) {
        return new RedisSettings(
                partitions,
                cluster,
                Duration.ofSeconds(5),
                Duration.ofMillis(250),
                Duration.ofMillis(750),
                4,
                keyPrefix,
                ValueCodec.plain());
    }

    /** How long connecting may take: a server that answers just in time needs four answers to let us in. */
    Duration connectLimit() {
        return silenceLimit.multipliedBy(4);
    }

    /** After how many beats a call counts as too slow: at least one whole one. */
    long callBeats() {
        return Math.max(1, callTimeout.toNanos() / heartbeatEvery.toNanos());
    }

    /** The same with another codec. */
    public RedisSettings with(ValueCodec other) {
        return new RedisSettings(
                partitions,
                cluster,
                callTimeout,
                heartbeatEvery,
                silenceLimit,
                connections,
                confirmReplicas,
                confirmWithin,
                keyPrefix,
                other);
    }

    /** The same with another confirmation by replicas. */
    RedisSettings confirmedBy(int replicas, Duration within) {
        return new RedisSettings(
                partitions,
                cluster,
                callTimeout,
                heartbeatEvery,
                silenceLimit,
                connections,
                replicas,
                within,
                keyPrefix,
                codec);
    }

    boolean confirms() {
        return confirmReplicas > 0;
    }
}
