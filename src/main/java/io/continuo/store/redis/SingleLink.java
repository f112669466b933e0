package io.continuo.store.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import io.continuo.model.StoreHealth;

/** The way to a standalone server, or to the master that Sentinels name. */
final class SingleLink implements RedisLink {

    private static final long RECONNECT_NANOS = 1_000_000_000L;

    private final NodeLink node;
    private final Future<List<List<Integer>>> all;
    private final AtomicLong reconnected = new AtomicLong(System.nanoTime() - RECONNECT_NANOS);

    SingleLink(RedisClients clients, RedisSettings settings) {
        this.node = new NodeLink(clients.vertx(), clients.describe(), settings, clients::open).start();
        this.all = Future.succeededFuture(
                List.of(IntStream.range(0, settings.partitions()).boxed().toList()));
    }

    @Override
    public Future<List<Response>> call(int partition, List<Request> requests, boolean write) {
        return node.call(requests, write);
    }

    @Override
    public Future<List<List<Integer>>> partitionsByNode() {
        return all;
    }

    @Override
    public void demoted(int partition) {
        long last = reconnected.get();
        long now = System.nanoTime();
        if (now - last >= RECONNECT_NANOS && reconnected.compareAndSet(last, now)) {
            node.reconnect();
        }
    }

    @Override
    public StoreHealth health() {
        return new StoreHealth(!node.isAway(), node.condition());
    }

    @Override
    public void close() {
        node.stop();
    }
}
