package io.continuo.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy in front of one Redis server that counts round trips and can be told to misbehave. A fault is in force when
 * the call that orders it returns, for open and for new connections, and until {@link #heal()}; faults add up.
 *
 * <p>A flight is what a client sends on a connection until the server next says something there. Flights that carry
 * nothing but {@code PING HELLO AUTH SELECT CLIENT} are not counted, nor are these commands listed: they set up and watch
 * a connection. A burst so large (some hundred KB) that the server begins to answer it before its end can count as more
 * than one.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Set<String> HOUSEKEEPING = Set.of("PING", "HELLO", "AUTH", "SELECT", "CLIENT");
    private static final int PORTS_TRIED = 20;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final NetClient upstream = vertx.createNetClient();
    private final int target;
    private final int port;

    // All below is touched on the event loop only.
    private final Set<ProxiedConnection> connections = new LinkedHashSet<>();
    private final List<String> commands = new ArrayList<>();
    private @Nullable NetServer listener;
    private int flights;
    private long delayMillis;
    private boolean blackhole;
    private boolean cutNext;
    private boolean losePings;
    private double resets;

    private FaultProxy(int target) {
        this.target = target;
        this.port = listenSomewhere();
    }

    /** A proxy on a free port of 127.0.0.1, faultless at first. */
    public static FaultProxy before(RedisServer server) {
        return new FaultProxy(server.port());
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}; a password is for the caller to add. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The number of flights since the last reset, all connections together. */
    public int flights() {
        return onLoop(() -> flights);
    }

    /** The names of the commands since the last reset, in upper case and in the order they came. */
    public List<String> commands() {
        return onLoop(() -> List.copyOf(commands));
    }

    /** Sets {@link #flights()} to 0 and empties {@link #commands()}. */
    public void resetFlights() {
        run(() -> {
            flights = 0;
            commands.clear();
        });
    }

    /** Holds back every piece by so much, each way; order is kept. */
    public void delay(Duration eachWay) {
        run(() -> delayMillis = eachWay.toMillis());
    }

    /** Accepts connections and bytes and passes nothing on, either way. Connections that lost bytes end at {@link #heal()}. */
    public void blackhole() {
        run(() -> blackhole = true);
    }

    /** Swallows every piece that carries nothing but PING; all else passes. */
    public void losePings() {
        run(() -> losePings = true);
    }

    /**
     * The connections that are open now carry nothing more, either way, and nobody is told; new ones are served. They end at
     * {@link #heal()}.
     */
    public void forgetConnections() {
        run(() -> connections.forEach(ProxiedConnection::forget));
    }

    /** Instead of passing on what a client sends, resets its connection, with that probability each time. */
    public void resetSome(double probability) {
        run(() -> resets = probability);
    }

    /** Once: passes on the next request that is not housekeeping, and resets both sides when the server answers. */
    public void cutAfterRequest() {
        run(() -> cutNext = true);
    }

    /** Resets all connections and listens no more: new ones are refused. */
    public void refuse() {
        NetServer closing = onLoop(() -> {
            NetServer open = listener;
            listener = null;
            return open == null ? vertx.createNetServer() : open;
        });
        resetAll();
        wait(closing.close());
    }

    /** Resets (RST) all connections; new ones are served. */
    public void resetAll() {
        run(() -> List.copyOf(connections).forEach(ProxiedConnection::reset));
    }

    /** Ends all faults. */
    public void heal() {
        boolean refusing = onLoop(() -> {
            delayMillis = 0;
            blackhole = false;
            cutNext = false;
            losePings = false;
            resets = 0;
            List.copyOf(connections).stream()
                    .filter(ProxiedConnection::lostBytes)
                    .forEach(ProxiedConnection::reset);
            return listener == null;
        });
        if (refusing) {
            listen(port);
        }
    }

    /** The open connections that lost bytes. */
    long lostConnections() {
        return onLoop(
                () -> connections.stream().filter(ProxiedConnection::lostBytes).count());
    }

    @Override
    public void close() {
        wait(vertx.close());
    }

    // For ProxiedConnection, on the event loop.

    long delayMillis() {
        return delayMillis;
    }

    boolean swallows() {
        return blackhole;
    }

    boolean swallows(List<String> names) {
        return blackhole || (losePings && !names.isEmpty() && names.stream().allMatch("PING"::equals));
    }

    boolean takeReset() {
        return ThreadLocalRandom.current().nextDouble() < resets;
    }

    /** Notes the commands of one piece; true when some of them are not housekeeping. */
    boolean note(List<String> names) {
        List<String> noted =
                names.stream().filter(name -> !HOUSEKEEPING.contains(name)).toList();
        commands.addAll(noted);
        return !noted.isEmpty();
    }

    void countFlight() {
        flights++;
    }

    /** Whether this request is the one to be cut. */
    boolean takeCut() {
        boolean cut = cutNext;
        cutNext = false;
        return cut;
    }

    void closed(ProxiedConnection connection) {
        connections.remove(connection);
    }

    private void accept(NetSocket client) {
        connections.add(new ProxiedConnection(this, vertx, client, upstream.connect(target, "127.0.0.1")));
    }

    private int listenSomewhere() {
        for (int attempt = 1; ; attempt++) {
            int candidate = FreePorts.next();
            try {
                listen(candidate);
                return candidate;
            } catch (RuntimeException e) {
                if (attempt == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    private void listen(int on) {
        CompletableFuture<NetServer> listening = new CompletableFuture<>();
        loop.runOnContext(start -> vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(on, "127.0.0.1")
                .onSuccess(server -> listener = server)
                .onComplete(result -> {
                    if (result.succeeded()) {
                        listening.complete(result.result());
                    } else {
                        listening.completeExceptionally(result.cause());
                    }
                }));
        listening.join();
    }

    private void run(Runnable action) {
        onLoop(() -> {
            action.run();
            return true;
        });
    }

    private <T> T onLoop(Supplier<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.runOnContext(turn -> result.completeAsync(action, Runnable::run));
        return result.join();
    }

    private static void wait(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
