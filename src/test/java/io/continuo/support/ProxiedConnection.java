package io.continuo.support;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import org.jspecify.annotations.Nullable;

/** One connection through a {@link FaultProxy}: the client's socket and the one to the server. Lives on the event loop. */
final class ProxiedConnection {

    private final FaultProxy proxy;
    private final Vertx vertx;
    private final NetSocket client;
    private final CommandNames names = new CommandNames();
    private final Queue<Buffer> toServer = new ArrayDeque<>();
    private final Queue<Buffer> toClient = new ArrayDeque<>();
    private @Nullable NetSocket server;
    private boolean inFlight;
    private boolean cut;
    private boolean forgotten;
    private boolean lostBytes;
    private boolean closed;

    ProxiedConnection(FaultProxy proxy, Vertx vertx, NetSocket client, Future<NetSocket> connecting) {
        this.proxy = proxy;
        this.vertx = vertx;
        this.client = client;
        client.pause();
        client.handler(this::fromClient);
        client.closeHandler(end -> close());
        connecting.onSuccess(this::connected).onFailure(refused -> close());
    }

    boolean lostBytes() {
        return lostBytes;
    }

    /** Ends both sides with a reset rather than an orderly close. */
    void reset() {
        abort(client);
        if (server != null) {
            abort(server);
        }
        close();
    }

    /** Carries nothing more. */
    void forget() {
        forgotten = true;
        lostBytes = true;
    }

    private void connected(NetSocket socket) {
        server = socket;
        socket.handler(this::fromServer);
        socket.closeHandler(end -> close());
        if (closed) {
            socket.close();
        } else {
            client.resume();
        }
    }

    private void fromClient(Buffer piece) {
        List<String> commands = names.in(piece);
        if (forgotten || proxy.swallows(commands)) {
            lostBytes = true;
            return;
        }
        if (proxy.takeReset()) {
            reset();
            return;
        }
        if (proxy.note(commands)) {
            if (!inFlight) {
                proxy.countFlight();
                inFlight = true;
            }
            cut |= proxy.takeCut();
        }
        if (server != null) {
            pass(piece, toServer, server);
        }
    }

    private void fromServer(Buffer piece) {
        inFlight = false;
        if (cut) {
            // The answer proves that the request was carried out; the client never gets it.
            reset();
        } else if (forgotten || proxy.swallows()) {
            lostBytes = true;
        } else {
            pass(piece, toClient, client);
        }
    }

    private void pass(Buffer piece, Queue<Buffer> waiting, NetSocket to) {
        long delay = proxy.delayMillis();
        if (delay == 0 && waiting.isEmpty()) {
            to.write(piece);
            return;
        }
        waiting.add(piece);
        // Whichever timer fires first takes the oldest piece: order is kept when the delay changes meanwhile.
        vertx.setTimer(Math.max(1, delay), fired -> {
            Buffer oldest = waiting.remove();
            if (forgotten || proxy.swallows()) {
                lostBytes = true;
            } else if (!closed) {
                to.write(oldest);
            }
        });
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        proxy.closed(this);
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private static void abort(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        // It may have been closed by the other end a moment ago, before anybody here was told.
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }
}
