package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
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
    private final RedisClients clients;
    private final RedisEvents events;
    private final Supplier<Future<Target>> place;
    private final Heartbeat heartbeat;
    private final AtomicReferenceArray<@Nullable Wire> wires;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private final Turns<Call> turns = new Turns<>(TOGETHER, this::dispatch);
    private final Object opening = new Object();
    private volatile boolean open;
    private volatile boolean heard;
    private volatile @Nullable Target target;
    private volatile @Nullable String why;

    /**
     * @param address how the server is called in logs
     * @param place where it is now; asked for each connection of the heartbeat, the other connections go where that went
     */
    NodeLink(
            RedisClients clients,
            String address,
            RedisSettings settings,
            RedisEvents events,
            Supplier<Future<Target>> place) {
        this.clients = clients;
        this.address = address;
        this.settings = settings;
        this.events = events;
        this.place = place;
        this.wires = new AtomicReferenceArray<>((settings.confirms() ? 2 : 1) * settings.connections());
        this.heartbeat = new Heartbeat(clients, settings, this::find, this);
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

    /** Where it was found last. */
    @Nullable
    Target target() {
        return target;
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
        Call call = new Call(requests, write, settings.callBeats());
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
            call.beat();
            if (call.overdue()) {
                // The connection may be dead without anyone having been told.
                drop(call.wire());
                call.lose(tooSlow());
            }
        }
    }

    @Override
    public void silent(long millis) {
        if (!open) {
            away("it has not answered for " + millis + " ms");
        } else {
            endAll();
        }
    }

    @Override
    public void refused(String reason) {
        if (!open) {
            away(reason);
        } else if (!reason.equals(why)) {
            LOG.infof("Redis at %s is still away: %s.", address, reason);
            why = reason;
            endAll();
        }
    }

    private void away(String reason) {
        LOG.warnf("Redis at %s is away: %s. It is tried again and again; nothing need be restarted.", address, reason);
        why = reason;
        open = true;
        endAll();
    }

    private void endAll() {
        if (!inFlight.isEmpty()) {
            inFlight.forEach(call -> call.lose(cannotBeReached()));
        }
        dropAll();
    }

    @Override
    public void reconnected() {
        events.reconnected();
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
        if (settings.confirms()) {
            // What waits for replicas holds up what follows on its connection: reads go on others.
            dispatch(calls.stream().filter(call -> !call.writes()).toList(), 0);
            dispatch(calls.stream().filter(Call::writes).toList(), settings.connections());
        } else {
            dispatch(calls, 0);
        }
    }

    private void dispatch(List<Call> calls, int firstWire) {
        if (calls.isEmpty()) {
            return;
        }
        Wire wire = next(firstWire);
        calls.forEach(call -> call.travelsOn(wire));
        wire.connection()
                .onSuccess(connected -> sendAll(calls, wire))
                .onFailure(refused -> calls.forEach(this::notSent));
    }

    /** A server that lets nobody in any more may still serve who is in. */
    private void notSent(Call call) {
        Wire other = connected();
        if (other != null && call.mayTryAgain(true)) {
            call.travelsOn(other);
            sendAll(List.of(call), other);
        } else {
            call.lose(cannotBeReached());
        }
    }

    private @Nullable Wire connected() {
        for (int at = 0; at < wires.length(); at++) {
            Wire wire = wires.get(at);
            if (wire != null && !wire.lost() && wire.connection().succeeded()) {
                return wire;
            }
        }
        return null;
    }

    /**
     * What reads goes as one, which saves most of what a call costs. An error among its answers fails the whole and the other
     * answers are lost, so what writes goes one by one.
     */
    private void sendAll(List<Call> calls, Wire wire) {
        List<Call> reads = new ArrayList<>(calls.size());
        for (Call call : calls) {
            if (call.handOver()) {
                if (call.writes()) {
                    sendWrite(call, wire);
                } else {
                    reads.add(call);
                }
            }
        }
        if (!reads.isEmpty()) {
            send(reads, together(reads), wire);
        }
    }

    private void sendWrite(Call call, Wire wire) {
        if (!settings.confirms()) {
            send(List.of(call), call.requests(), wire);
            return;
        }
        List<Request> all = new ArrayList<>(call.requests());
        all.add(Request.cmd(Command.WAIT)
                .arg(settings.confirmReplicas())
                .arg(settings.confirmWithin().toMillis()));
        wire.send(all)
                .onSuccess(answer -> confirmed(call, answer))
                .onFailure(failure -> unconfirmed(call, all.size(), wire, failure));
    }

    private void confirmed(Call call, List<Response> answer) {
        int own = answer.size() - 1;
        if (answer.get(own).toInteger() >= settings.confirmReplicas()) {
            answered(List.of(call), answer.subList(0, own));
        } else {
            heartbeat.signOfLife();
            call.refuse(ErrorReply.UNCONFIRMED.reply());
        }
    }

    private void unconfirmed(Call call, int requests, Wire wire, Throwable failure) {
        boolean done = !ErrorReply.isConnectionLoss(failure) && ErrorReply.isOfLastOnly(failure, requests);
        failed(call, wire, done ? ErrorReply.UNCONFIRMED.reply() : failure);
    }

    private void send(List<Call> calls, List<Request> requests, Wire wire) {
        wire.send(requests)
                .onSuccess(answer -> answered(calls, answer))
                .onFailure(failure -> failed(calls, wire, failure));
    }

    private static List<Request> together(List<Call> calls) {
        List<Request> requests = new ArrayList<>();
        calls.forEach(call -> requests.addAll(call.requests()));
        return requests;
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

    private Wire next(int firstWire) {
        int at = firstWire + Math.floorMod(turn.getAndIncrement(), settings.connections());
        Wire wire = wires.get(at);
        if (wire != null && !wire.lost()) {
            return wire;
        }
        synchronized (opening) {
            Wire meanwhile = wires.get(at);
            if (meanwhile != null && !meanwhile.lost()) {
                return meanwhile;
            }
            Target known = target;
            Future<Target> to = known == null ? find() : Future.succeededFuture(known);
            Wire fresh = new Wire(clients, to, settings.connectLimit().toMillis(), () -> {});
            wires.set(at, fresh);
            return fresh;
        }
    }

    private Future<Target> find() {
        return place.get().onSuccess(this::found);
    }

    private void found(Target here) {
        Target before = target;
        target = here;
        if (before != null && !before.equals(here)) {
            LOG.infof("Redis at %s: the master is %s now.", address, here);
            dropAll();
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
