package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.StoreUnavailable;

/**
 * The way to one server: a few connections on which calls are pipelined, made when they are needed, and a heartbeat. When
 * the server is away the circuit is open: what is in flight ends at once, and so does every new call, until the
 * heartbeat is answered again.
 */
final class NodeLink implements Heartbeat.Listener {

    private static final Logger LOG = Logger.getLogger(NodeLink.class);

    /** The answers of a flight come at once, and nothing else happens on the event loop meanwhile. */
    private static final int TOGETHER = 100;

    private final String address;
    private final RedisSettings settings;
    private final Supplier<Redis> opener;
    private final Heartbeat heartbeat;
    private final AtomicReferenceArray<@Nullable Wire> wires;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private final Turns<Call> turns = new Turns<>(TOGETHER, this::dispatch);
    private final Object opening = new Object();
    private volatile boolean open;
    private volatile boolean heard;
    private volatile @Nullable String why;

    /** @param address how the server is called in logs */
    NodeLink(Vertx vertx, String address, RedisSettings settings, Supplier<Redis> opener) {
        this.address = address;
        this.settings = settings;
        this.opener = opener;
        this.wires = new AtomicReferenceArray<>(settings.connections());
        this.heartbeat = new Heartbeat(vertx, settings, opener, this);
    }

    NodeLink start() {
        heartbeat.start();
        return this;
    }

    void stop() {
        heartbeat.stop();
        open = true;
        inFlight.forEach(call -> call.lose(cannotBeReached()));
        dropAll();
    }

    /** Whether it has not answered yet, or no longer does. */
    boolean isAway() {
        return open || !heard;
    }

    String address() {
        return address;
    }

    /** A sentence for an operator. */
    String condition() {
        String reason = why;
        if (reason != null) {
            return "Redis at " + address + " is away: " + reason + ".";
        }
        return "Redis at " + address + (heard ? " answers." : " has not answered yet.");
    }

    /**
     * Sends requests together. Fails with the error that the server answered, as it is, or with a
     * {@link io.continuo.model.ContinuoException}.
     */
    Future<List<Response>> call(List<Request> requests, boolean write) {
        Call call = new Call(requests, write, settings.callTimeout());
        inFlight.add(call);
        call.future().onComplete(ended -> inFlight.remove(call));
        turns.add(call);
        return call.future();
    }

    /** Drops all connections for new ones, which may lead to another server: this one has become a replica. */
    void reconnect() {
        dropAll();
        heartbeat.reconnect();
    }

    @Override
    public void beat() {
        for (Call call : inFlight) {
            if (call.overdue()) {
                // The connection may be dead without anyone having been told.
                drop(call.wire());
                call.lose(tooSlow());
            }
        }
    }

    @Override
    public void away(String reason) {
        if (!open) {
            LOG.warnf(
                    "Redis at %s is away: %s. Requests are refused until it answers again. Check that the server runs, that"
                            + " it can be reached from here, and that the credentials are right.",
                    address, reason);
            why = reason;
            open = true;
        }
        if (!inFlight.isEmpty()) {
            inFlight.forEach(call -> call.lose(cannotBeReached()));
        }
        dropAll();
    }

    @Override
    public void back() {
        heard = true;
        if (open) {
            open = false;
            why = null;
            LOG.infof("Redis at %s is back; requests are served again.", address);
        }
    }

    /** Sends calls on one connection. */
    private void dispatch(List<Call> calls) {
        if (open) {
            calls.forEach(call -> call.notSent(cannotBeReached()));
            return;
        }
        Wire wire = next();
        calls.forEach(call -> call.travelsOn(wire));
        wire.connection()
                .onSuccess(connection -> sendAll(calls, wire, connection))
                .onFailure(refused -> calls.forEach(call -> call.lose(cannotBeReached())));
    }

    /**
     * What reads goes as one, which saves most of what a call costs. An error among its answers fails the whole and the other
     * answers are lost, so what writes goes one by one.
     */
    private void sendAll(List<Call> calls, Wire wire, RedisConnection connection) {
        List<Call> reads = new ArrayList<>(calls.size());
        for (Call call : calls) {
            if (call.handOver()) {
                if (call.writes()) {
                    send(List.of(call), call.requests(), wire, connection);
                } else {
                    reads.add(call);
                }
            }
        }
        if (!reads.isEmpty()) {
            send(reads, together(reads), wire, connection);
        }
    }

    private void send(List<Call> calls, List<Request> requests, Wire wire, RedisConnection connection) {
        handTo(connection, requests)
                .onSuccess(answer -> answered(calls, answer))
                .onFailure(failure -> failed(calls, wire, failure));
    }

    private static List<Request> together(List<Call> calls) {
        List<Request> requests = new ArrayList<>();
        calls.forEach(call -> requests.addAll(call.requests()));
        return requests;
    }

    private static Future<List<Response>> handTo(RedisConnection connection, List<Request> requests) {
        return requests.size() == 1
                ? connection.send(requests.get(0)).map(NodeLink::single)
                : connection.batch(requests);
    }

    private static List<Response> single(Response response) {
        // A list that takes null, which stands for a nil reply.
        List<Response> answer = new ArrayList<>(1);
        answer.add(response);
        return answer;
    }

    private void answered(List<Call> calls, List<Response> answer) {
        heartbeat.signOfLife();
        int from = 0;
        for (Call call : calls) {
            int to = from + call.requests().size();
            call.answer(answer.subList(from, to));
            from = to;
        }
    }

    private void failed(List<Call> calls, Wire wire, Throwable failure) {
        // An error does not tell whose it is where several travelled together; all of them read, so each may go again.
        boolean whose = calls.size() > 1 && !ErrorReply.isConnectionLoss(failure);
        calls.forEach(whose ? this::sendAlone : call -> failed(call, wire, failure));
    }

    private void sendAlone(Call call) {
        if (call.comeBack()) {
            dispatch(List.of(call));
        }
    }

    private void failed(Call call, Wire wire, Throwable failure) {
        if (ErrorReply.isQueueFull(failure)) {
            call.notSent(overloaded());
        } else if (!ErrorReply.isConnectionLoss(failure)) {
            call.refuse(failure);
        } else {
            wire.close();
            if (call.mayTryAgain(ErrorReply.wasNotSent(failure))) {
                dispatch(List.of(call));
            } else {
                call.lose(cannotBeReached());
            }
        }
    }

    private Wire next() {
        int at = Math.floorMod(turn.getAndIncrement(), wires.length());
        Wire wire = wires.get(at);
        if (wire != null && !wire.lost()) {
            return wire;
        }
        synchronized (opening) {
            Wire meanwhile = wires.get(at);
            if (meanwhile != null && !meanwhile.lost()) {
                return meanwhile;
            }
            Wire fresh = new Wire(opener.get(), () -> {});
            wires.set(at, fresh);
            return fresh;
        }
    }

    private void dropAll() {
        for (int at = 0; at < wires.length(); at++) {
            drop(wires.getAndSet(at, null));
        }
    }

    private static void drop(@Nullable Wire wire) {
        if (wire != null) {
            wire.close();
        }
    }

    private static StoreUnavailable cannotBeReached() {
        return StoreUnavailable.away("The store cannot be reached now.", Call.RETRY_AFTER);
    }

    private static StoreUnavailable tooSlow() {
        return new StoreUnavailable("The store did not answer in time.", Call.RETRY_AFTER, null);
    }

    private static StoreUnavailable overloaded() {
        return new StoreUnavailable("The store has too many requests waiting.", Call.RETRY_AFTER, null);
    }
}
