package io.continuo.store.redis;

import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server again and again, on a connection of its own, whether it is there. Silence is counted in beats rather than
 * in time, so that a pause of this process is not taken for one of the server.
 */
final class Heartbeat {

    /** Told on the heartbeat's own context; the same news may be told repeatedly. */
    interface Listener {

        void beat();

        /** It has said nothing for so long. */
        void silent(long millis);

        /** It does not let us in, or says that it cannot serve. */
        void refused(String why);

        /** It answers, whatever it was before. */
        void back();

        /** A connection was lost and has been made anew. */
        void reconnected();
    }

    private final Context loop;
    private final long everyMillis;
    private final long silentBeats;
    private final long silenceMillis;
    private final long connectMillis;
    private final RedisClients clients;
    private final Supplier<Future<Target>> place;
    private final Listener listener;
    private @Nullable Wire wire;
    private boolean asking;
    private long silent;
    private boolean connectedBefore;
    private volatile boolean answered;
    private volatile boolean stopped;

    /** @param place where the server is now */
    Heartbeat(RedisClients clients, RedisSettings settings, Supplier<Future<Target>> place, Listener listener) {
        this.clients = clients;
        this.loop = clients.vertx().getOrCreateContext();
        this.everyMillis = settings.heartbeatEvery().toMillis();
        this.silenceMillis = settings.silenceLimit().toMillis();
        this.silentBeats = Math.max(1, silenceMillis / everyMillis);
        this.connectMillis = settings.connectLimit().toMillis();
        this.place = place;
        this.listener = listener;
    }

    void start() {
        loop.runOnContext(now -> beat());
    }

    void stop() {
        stopped = true;
        loop.runOnContext(now -> disconnect());
    }

    /** Tells that the server has answered on another connection: one that is busy answers a PING late. */
    void signOfLife() {
        if (!answered) {
            answered = true;
        }
    }

    /** Drops the connection for a new one, which may lead to another server. */
    void reconnect() {
        loop.runOnContext(now -> {
            disconnect();
            connect();
        });
    }

    private void beat() {
        if (stopped) {
            return;
        }
        loop.owner().setTimer(everyMillis, fired -> beat());
        listener.beat();
        if (answered) {
            answered = false;
            silent = Math.min(silent, 1);
        }
        if (silent >= silentBeats) {
            listener.silent(silenceMillis);
        }
        if (silent > 0
                && silent % (2 * silentBeats) == 0
                && wire != null
                && wire.connection().isComplete()) {
            // The connection may lead nowhere, or to a server that is no longer the one to talk to.
            disconnect();
        }
        silent++;
        if (wire == null) {
            connect();
        } else if (!asking && wire.connection().succeeded()) {
            ask(wire, wire.connection().result());
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        Wire[] made = new Wire[1];
        Wire fresh = new Wire(clients, place.get(), connectMillis, () -> loop.runOnContext(now -> lost(made[0])));
        made[0] = fresh;
        wire = fresh;
        asking = false;
        fresh.connection()
                .onSuccess(connection -> loop.runOnContext(now -> connected(fresh, connection)))
                .onFailure(refused -> loop.runOnContext(now -> refused(refused)));
    }

    private void connected(Wire fresh, RedisConnection connection) {
        if (connectedBefore) {
            listener.reconnected();
        }
        connectedBefore = true;
        ask(fresh, connection);
    }

    private void refused(Throwable why) {
        String reason = Refusal.of(why).why();
        if (!reason.equals(Wire.CLOSED)) {
            listener.refused(reason);
        }
    }

    private void disconnect() {
        Wire old = wire;
        wire = null;
        asking = false;
        if (old != null) {
            old.close();
        }
    }

    private void lost(@Nullable Wire which) {
        if (wire != which || wire == null) {
            return;
        }
        boolean wasWell = silent <= 1 && wire.connection().succeeded();
        disconnect();
        if (wasWell) {
            // Either it was only the connection, or the refusal tells at once that the server is gone.
            silent = 2;
            connect();
        }
    }

    private void ask(Wire on, RedisConnection connection) {
        if (wire != on || asking) {
            return;
        }
        asking = true;
        connection
                .send(Request.cmd(Command.PING))
                .onComplete(answer -> loop.runOnContext(now -> {
                    if (wire != on || stopped) {
                        return;
                    }
                    asking = false;
                    if (answer.succeeded()) {
                        silent = 0;
                        listener.back();
                    } else if (!on.lost() && !ErrorReply.isConnectionLoss(answer.cause())) {
                        refused(ErrorReply.of(answer.cause()));
                    }
                }));
    }

    private void refused(ErrorReply kind) {
        if (kind.mayServe()) {
            silent = 0;
            listener.back();
            return;
        }
        // It is there, but cannot serve now: what was open stays open.
        silent = 1;
        if (kind.isAway()) {
            listener.refused(kind.advice());
        }
    }
}
