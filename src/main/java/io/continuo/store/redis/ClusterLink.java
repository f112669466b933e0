package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.StoreHealth;

/**
 * The way to the masters of a Redis Cluster. Each has a link of its own, so that one that is away stops only its own
 * partitions. The client library's cluster mode is not used: it keeps dead connections for ever, and one frozen node can
 * hold up the calls to all.
 */
final class ClusterLink implements RedisLink {

    private static final Logger LOG = Logger.getLogger(ClusterLink.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;
    private static final int CALM_LOOKS = 15;
    private static final int REDIRECTIONS = 3;

    private final RedisClients clients;
    private final RedisSettings settings;
    private final RedisEvents events;
    private final Vertx vertx;
    private final SlotTable.Reader reader;
    private final Map<String, NodeLink> nodes = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Future<SlotTable>> reading = new AtomicReference<>();
    private final long timer;
    private volatile @Nullable SlotTable table;
    private volatile boolean closed;
    private int looks;

    ClusterLink(RedisClients clients, RedisSettings settings, RedisEvents events) {
        this.clients = clients;
        this.settings = settings;
        this.events = events;
        this.vertx = clients.vertx();
        this.reader = new SlotTable.Reader(clients, settings);
        this.timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, fired -> look());
        refresh();
    }

    @Override
    public Future<List<Response>> call(int partition, List<Request> requests, boolean write) {
        return patiently(partition, requests, write, new Patience(settings));
    }

    @Override
    public Future<List<List<Integer>>> partitionsByNode() {
        SlotTable known = table;
        return (known != null ? Future.succeededFuture(known) : refresh()).map(this::grouped);
    }

    @Override
    public void demoted(int partition) {
        refresh();
    }

    @Override
    public StoreHealth health() {
        SlotTable known = table;
        if (known == null) {
            return new StoreHealth(
                    false, "No node of the Redis Cluster at " + clients.describe() + " has answered yet.");
        }
        List<NodeLink> away = known.masters().stream()
                .map(this::node)
                .filter(NodeLink::isAway)
                .toList();
        if (away.isEmpty()) {
            return new StoreHealth(true, "All " + known.masters().size() + " masters of the Redis Cluster answer.");
        }
        return new StoreHealth(away.size() < known.masters().size(), away.get(0).condition());
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
        nodes.values().forEach(NodeLink::stop);
        nodes.clear();
    }

    private Future<List<Response>> call(SlotTable known, int partition, List<Request> requests, boolean write) {
        String master = known.master(RedisKeys.slotOf(partition));
        if (master == null) {
            return Future.failedFuture(
                    StoreUnavailable.away("No server of the store has this part of the data now.", Call.RETRY_AFTER));
        }
        NodeLink at = node(master);
        return follow(at, at.call(requests, write), requests, write, REDIRECTIONS);
    }

    /** Tries again, ever more slowly, where the cluster is in change and a moment later may serve. */
    private Future<List<Response>> patiently(int partition, List<Request> requests, boolean write, Patience patience) {
        return once(partition, requests, write).recover(failure -> {
            ErrorReply kind = failure instanceof ContinuoException ? ErrorReply.OTHER : ErrorReply.of(failure);
            long pause = patience.pauseAfter(kind);
            if (pause < 0 || closed) {
                return Future.failedFuture(failure);
            }
            Promise<List<Response>> later = Promise.promise();
            vertx.setTimer(
                    pause,
                    now -> patiently(partition, requests, write, patience).onComplete(later));
            return later.future();
        });
    }

    private Future<List<Response>> once(int partition, List<Request> requests, boolean write) {
        SlotTable known = table;
        return known != null
                ? call(known, partition, requests, write)
                : refresh().compose(read -> call(read, partition, requests, write));
    }

    /** Goes where a MOVED or ASK points: whoever answers so has done nothing. */
    private Future<List<Response>> follow(
            NodeLink at, Future<List<Response>> answer, List<Request> requests, boolean write, int left) {
        return answer.recover(failure -> {
            String target = ErrorReply.redirection(failure);
            if (target == null || left == 0) {
                return Future.failedFuture(failure);
            }
            if (requests.size() > 1 && !isTransaction(requests)) {
                // Only some of them need go elsewhere; all of them read.
                return eachAlone(at, requests, write);
            }
            NodeLink there = node(target.startsWith(":") ? clients.seedHost() + target : target);
            if (ErrorReply.of(failure) == ErrorReply.ASK) {
                return follow(there, asking(there, requests, write), requests, write, left - 1);
            }
            refresh();
            return follow(there, there.call(requests, write), requests, write, left - 1);
        });
    }

    private Future<List<Response>> eachAlone(NodeLink at, List<Request> requests, boolean write) {
        List<Future<List<Response>>> all = requests.stream()
                .map(List::of)
                .map(alone -> follow(at, at.call(alone, write), alone, write, REDIRECTIONS))
                .toList();
        return Future.all(all).map(done -> {
            List<Response> answers = new ArrayList<>(all.size());
            all.forEach(answer -> answers.add(answer.result().get(0)));
            return answers;
        });
    }

    private static boolean isTransaction(List<Request> requests) {
        return requests.get(0).command() == Command.MULTI;
    }

    /** ASKING holds for the next command, or for the whole of a transaction. */
    private static Future<List<Response>> asking(NodeLink there, List<Request> requests, boolean write) {
        boolean transaction = isTransaction(requests);
        List<Request> all = new ArrayList<>();
        for (Request request : requests) {
            if (all.isEmpty() || !transaction) {
                all.add(Request.cmd(Command.ASKING));
            }
            all.add(request);
        }
        return there.call(all, write).map(answers -> {
            List<Response> own = new ArrayList<>();
            for (int at = 1; at < answers.size(); at += transaction ? 1 : 2) {
                own.add(answers.get(at));
            }
            return own;
        });
    }

    private List<List<Integer>> grouped(SlotTable known) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int partition = 0; partition < settings.partitions(); partition++) {
            String master = String.valueOf(known.master(RedisKeys.slotOf(partition)));
            groups.computeIfAbsent(master, first -> new ArrayList<>()).add(partition);
        }
        return List.copyOf(groups.values());
    }

    private NodeLink node(String address) {
        return nodes.computeIfAbsent(
                address,
                fresh -> new NodeLink(
                                clients,
                                address,
                                settings,
                                events,
                                () -> Future.succeededFuture(clients.server(address)))
                        .start());
    }

    private void look() {
        SlotTable known = table;
        boolean calm = known != null
                && known.isComplete()
                && known.masters().stream().map(this::node).noneMatch(NodeLink::isAway);
        looks = calm ? looks + 1 : CALM_LOOKS;
        if (looks >= CALM_LOOKS) {
            looks = 0;
            refresh();
        }
    }

    /** Asks for the slots anew, unless that is being done. */
    private Future<SlotTable> refresh() {
        Promise<SlotTable> promise = Promise.promise();
        Future<SlotTable> running = reading.compareAndExchange(null, promise.future());
        if (running != null) {
            return running;
        }
        reader.read(candidates()).onComplete(read -> {
            reading.set(null);
            if (read.succeeded()) {
                adopt(read.result());
                promise.complete(read.result());
            } else {
                LOG.debugf("No node of the cluster at %s told its slots.", clients.describe());
                promise.fail(StoreUnavailable.away("The store cannot be reached now.", Call.RETRY_AFTER));
            }
        });
        return promise.future();
    }

    /** Nodes to ask: masters that answer before those that do not, and the configured ones last. */
    private List<String> candidates() {
        Set<String> all = new LinkedHashSet<>();
        nodes.values().stream()
                .filter(node -> !node.isAway())
                .map(NodeLink::address)
                .forEach(all::add);
        all.addAll(clients.seeds());
        return List.copyOf(all);
    }

    private void adopt(SlotTable fresh) {
        if (closed) {
            return;
        }
        table = fresh;
        fresh.masters().forEach(this::node);
        nodes.forEach((address, node) -> {
            if (!fresh.masters().contains(address) && nodes.remove(address, node)) {
                node.stop();
            }
        });
    }
}
