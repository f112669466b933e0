package io.continuo.store.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import io.continuo.model.StoreHealth;

/** The way to a standalone server, or to the master that Sentinels name. */
final class SingleLink implements RedisLink {

    private static final long RECONNECT_NANOS = 1_000_000_000L;
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final int CALM_LOOKS = 10;

    private final Vertx vertx;
    private final NodeLink node;
    private final Future<List<List<Integer>>> all;
    private final AtomicLong reconnected = new AtomicLong(System.nanoTime() - RECONNECT_NANOS);
    private final long timer;
    private int looks;

    SingleLink(RedisClients clients, RedisSettings settings, RedisEvents events) {
        Sentinels asked = clients.areSentinels() ? new Sentinels(clients, settings) : null;
        this.vertx = clients.vertx();
        this.node = new NodeLink(
                        clients,
                        clients.describe(),
                        settings,
                        events,
                        asked == null ? () -> Future.succeededFuture(clients.server()) : asked::master)
                .start();
        this.all = Future.succeededFuture(
                List.of(IntStream.range(0, settings.partitions()).boxed().toList()));
        this.timer = asked == null ? -1 : vertx.setPeriodic(LOOK_EVERY_MILLIS, fired -> look(asked));
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
        vertx.cancelTimer(timer);
        node.stop();
    }

    /** A master that stands still, or was replaced while it could still be reached, does not tell that it is none any more. */
    private void look(Sentinels asked) {
        looks++;
        if (node.isAway() || looks >= CALM_LOOKS) {
            looks = 0;
            asked.master().onSuccess(this::follow);
        }
    }

    private void follow(Target master) {
        Target known = node.target();
        if (known != null && !known.equals(master)) {
            node.reconnect();
        }
    }
}
