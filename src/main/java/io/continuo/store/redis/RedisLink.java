package io.continuo.store.redis;

import java.util.List;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import io.continuo.model.StoreHealth;

/** The way to the servers, by partition. */
interface RedisLink extends AutoCloseable {

    /**
     * Sends requests for keys of one node together, in one flight.
     *
     * @param partition one whose keys lie on that node
     * @param write whether the requests may change something
     * @return fails with the server's error as it is, or with a {@link io.continuo.model.ContinuoException}
     */
    Future<List<Response>> call(int partition, List<Request> requests, boolean write);

    /** The partitions, those of one node together. */
    Future<List<List<Integer>>> partitionsByNode();

    /** Called when a partition's server says that it is a replica. */
    void demoted(int partition);

    StoreHealth health();

    @Override
    void close();
}
