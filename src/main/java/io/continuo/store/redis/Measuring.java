package io.continuo.store.redis;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

import io.continuo.model.MeasureNamespace;
import io.continuo.model.MeasureNamespace.Usage;

/** {@link MeasureNamespace}: a step for each partition, those of one node in one flight. */
final class Measuring {

    private final RedisKeys keys;
    private final RedisCalls calls;

    Measuring(RedisKeys keys, RedisCalls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    Uni<Usage> measure(MeasureNamespace query) {
        return calls.partitionsByNode()
                .chain(nodes -> Uni.join()
                        .all(nodes.stream()
                                .map(partitions -> together(query, partitions))
                                .toList())
                        .andFailFast())
                .map(parts -> parts.stream().reduce(Usage.NOTHING, Usage::plus));
    }

    private Uni<Usage> together(MeasureNamespace query, List<Integer> partitions) {
        return calls.together(
                        partitions.get(0),
                        withText -> partitions.stream()
                                .map(partition -> step(query, partition).request(withText))
                                .toList())
                .map(replies -> replies.stream().map(Measuring::usage).reduce(Usage.NOTHING, Usage::plus));
    }

    private Step step(MeasureNamespace query, int partition) {
        return new Step(
                        LuaScript.MEASURE_NAMESPACE,
                        List.of(
                                keys.active(query.namespace(), partition),
                                keys.documentTypes(query.namespace(), partition)))
                .arg(keys.begin(query.namespace(), partition))
                .arg(sample(query));
    }

    /** Each partition has its share of the sample, and at least one. */
    private int sample(MeasureNamespace query) {
        return (query.sample() + keys.partitions() - 1) / keys.partitions();
    }

    private static Usage usage(Response reply) {
        return new Usage(
                reply.get(0).toLong(), reply.get(1).toLong(), reply.get(2).toLong());
    }
}
