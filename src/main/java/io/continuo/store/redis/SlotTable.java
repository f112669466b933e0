package io.continuo.store.redis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** Which master of a cluster has which slots. */
final class SlotTable {

    private static final int SLOTS = 16_384;

    private record Range(int last, String master) {}

    private final TreeMap<Integer, Range> ranges = new TreeMap<>();
    private final Set<String> masters = new LinkedHashSet<>();

    /** @param askedHost the host of the node that answered, for one that does not know its own */
    private SlotTable(Response slots, String askedHost) {
        for (Response range : slots) {
            Response master = range.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            String address = (host.isEmpty() ? askedHost : host) + ":" + master.get(1);
            ranges.put(range.get(0).toInteger(), new Range(range.get(1).toInteger(), address));
            masters.add(address);
        }
    }

    /** The master of a slot as {@code host:port}; null where none has it. */
    @Nullable
    String master(int slot) {
        Map.Entry<Integer, Range> entry = ranges.floorEntry(slot);
        return entry == null || entry.getValue().last() < slot
                ? null
                : entry.getValue().master();
    }

    Set<String> masters() {
        return masters;
    }

    boolean isComplete() {
        return ranges.entrySet().stream()
                        .mapToInt(entry -> entry.getValue().last() - entry.getKey() + 1)
                        .sum()
                == SLOTS;
    }

    /** Asks nodes for the table, one after the other, each on a connection of its own. */
    static final class Reader {

        private final RedisClients clients;
        private final RedisSettings settings;

        Reader(RedisClients clients, RedisSettings settings) {
            this.clients = clients;
            this.settings = settings;
        }

        /** The answer of the first node that gives one in time. */
        Future<SlotTable> read(List<String> nodes) {
            if (nodes.isEmpty()) {
                return Future.failedFuture("no node told its slots");
            }
            return ask(nodes.get(0)).recover(silent -> read(nodes.subList(1, nodes.size())));
        }

        private Future<SlotTable> ask(String node) {
            Promise<SlotTable> promise = Promise.promise();
            Wire wire = new Wire(
                    clients,
                    Future.succeededFuture(clients.server(node)),
                    settings.silenceLimit().toMillis(),
                    () -> promise.tryFail("the connection was lost"));
            long timer = clients.vertx()
                    .setTimer(settings.silenceLimit().toMillis(), late -> promise.tryFail("no answer in time"));
            wire.connection()
                    .compose(connection ->
                            connection.send(Request.cmd(Command.CLUSTER).arg("SLOTS")))
                    .map(slots -> new SlotTable(slots, node.substring(0, node.lastIndexOf(':'))))
                    .onSuccess(promise::tryComplete)
                    .onFailure(promise::tryFail);
            return promise.future().onComplete(done -> {
                clients.vertx().cancelTimer(timer);
                wire.close();
            });
        }
    }
}
