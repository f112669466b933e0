package io.continuo.store.redis;

import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/** One connection to a server, with a client of its own so that closing it really closes it, whatever its state. */
final class Wire {

    private final Redis client;
    private final Future<RedisConnection> connection;
    private final Runnable onLost;
    private final AtomicBoolean lost = new AtomicBoolean();

    /** @param onLost run once, on any thread, when the connection could not be made, is lost, or is closed */
    Wire(Redis client, Runnable onLost) {
        this.client = client;
        this.onLost = onLost;
        this.connection = client.connect().onSuccess(this::watch).onFailure(refused -> close());
    }

    /** Completes when the server has let us in; may never do so. */
    Future<RedisConnection> connection() {
        return connection;
    }

    boolean lost() {
        return lost.get();
    }

    void close() {
        if (lost.compareAndSet(false, true)) {
            client.close();
            onLost.run();
        }
    }

    private void watch(RedisConnection made) {
        made.endHandler(end -> close());
        made.exceptionHandler(broken -> close());
    }
}
