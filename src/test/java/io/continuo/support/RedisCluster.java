package io.continuo.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A Redis Cluster of the test's own: six servers, three of them masters with one replica each at the beginning. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int NODES = 2 * MASTERS;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    public static RedisCluster start() {
        return start(RedisBinary.preferred());
    }

    /** Starts a cluster and waits until every node takes commands and every replica follows its master. */
    public static RedisCluster start(Path binary) {
        List<RedisServer> started = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                started.add(RedisServer.builder()
                        .binary(binary)
                        .config("cluster-enabled", "yes")
                        .config("cluster-node-timeout", "1000")
                        .config("repl-diskless-sync", "yes")
                        .config("repl-diskless-sync-delay", "0")
                        .start());
            }
            RedisCluster cluster = new RedisCluster(started);
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            started.forEach(RedisServer::close);
            throw e;
        }
    }

    static RedisCluster of(List<RedisServer> running) {
        return new RedisCluster(running);
    }

    /** The addresses of all nodes, as {@link RedisServer#uri()} gives them. */
    public List<String> uris() {
        return nodes.stream().map(RedisServer::uri).toList();
    }

    /** All nodes, also those that were killed, always in the same order. */
    public List<RedisServer> nodes() {
        return nodes;
    }

    /** The living nodes that are masters now, by their own word. */
    public List<RedisServer> masters() {
        return nodes.stream()
                .filter(RedisServer::isAlive)
                .filter(node -> node.cli().text("INFO", "replication").contains("role:master"))
                .toList();
    }

    /** Removes every key. */
    public void flush() {
        masters().forEach(RedisServer::flush);
    }

    /** Waits until every living node says that all slots are served and knows a master for each. */
    public void awaitOk() {
        for (RedisServer node : nodes) {
            Await.until(node + " finds the cluster sound", () -> !node.isAlive() || sound(node));
        }
    }

    /** Begins to move a slot from the master that had it at the beginning to the next one; its keys stay where they are. */
    public Move move(int slot) {
        int from = IntStream.range(0, MASTERS)
                .filter(i -> slot < (i + 1) * SLOTS / MASTERS)
                .findFirst()
                .orElseThrow();
        return new Move(slot, nodes.get(from), nodes.get((from + 1) % MASTERS));
    }

    /** A slot on its way to another master, as redis-cli moves it. */
    public final class Move {

        private final String slot;
        private final RedisServer from;
        private final RedisServer to;

        private Move(int slot, RedisServer from, RedisServer to) {
            this.slot = Integer.toString(slot);
            this.from = from;
            this.to = to;
            to.cli().command("CLUSTER", "SETSLOT", this.slot, "IMPORTING", id(from));
            from.cli().command("CLUSTER", "SETSLOT", this.slot, "MIGRATING", id(to));
        }

        public RedisServer from() {
            return from;
        }

        /** Moves so many keys at the most; gives how many it moved. */
        public int keys(int most) {
            List<String> keys = from.cli().texts("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(most));
            for (String key : keys) {
                from.cli().command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key, "0", "5000");
            }
            return keys.size();
        }

        /** Moves what is left and tells every master. */
        public void end() {
            int moved;
            do {
                moved = keys(100);
            } while (moved > 0);
            to.cli().command("CLUSTER", "SETSLOT", slot, "NODE", id(to));
            from.cli().command("CLUSTER", "SETSLOT", slot, "NODE", id(to));
            masters().forEach(master -> master.cli().command("CLUSTER", "SETSLOT", slot, "NODE", id(to)));
        }

        /** Leaves the slot where it was; to be called before a key is moved. */
        public void giveUp() {
            from.cli().command("CLUSTER", "SETSLOT", slot, "STABLE");
            to.cli().command("CLUSTER", "SETSLOT", slot, "STABLE");
        }

        private static String id(RedisServer node) {
            return node.cli().text("CLUSTER", "MYID");
        }
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private void form() {
        for (int i = 0; i < NODES; i++) {
            // Different from the start, so that the masters need not first agree on who has which epoch.
            nodes.get(i).cli().command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (int i = 0; i < MASTERS; i++) {
            nodes.get(i).cli().command(addSlots(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS));
        }
        // Everyone is introduced to everyone: waiting for the gossip to do it takes seconds.
        for (RedisServer node : nodes) {
            for (RedisServer other : nodes.subList(nodes.indexOf(node) + 1, NODES)) {
                node.cli().command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
            }
        }
        for (RedisServer node : nodes) {
            Await.until(node + " knows all nodes", () -> known(node) == NODES);
        }
        for (int i = 0; i < MASTERS; i++) {
            String master = nodes.get(i).cli().text("CLUSTER", "MYID");
            nodes.get(MASTERS + i).cli().command("CLUSTER", "REPLICATE", master);
        }
        for (RedisServer replica : nodes.subList(MASTERS, NODES)) {
            Await.until(
                    replica + " follows its master",
                    () -> replica.cli().text("INFO", "replication").contains("master_link_status:up"));
        }
        awaitOk();
        for (RedisServer node : nodes) {
            Await.until(node + " knows the replicas", () -> nodesIn(node, " slave ") == NODES - MASTERS);
        }
    }

    private static String[] addSlots(int from, int end) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(from, end).mapToObj(Integer::toString).forEach(command::add);
        return command.toArray(String[]::new);
    }

    private static boolean sound(RedisServer node) {
        String info = node.cli().text("CLUSTER", "INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS);
    }

    private static long known(RedisServer node) {
        return nodesIn(node, "connected");
    }

    private static long nodesIn(RedisServer node, String flag) {
        return node.cli()
                .text("CLUSTER", "NODES")
                .lines()
                .filter(line -> !line.contains("handshake") && !line.contains("disconnected"))
                .filter(line -> line.replace("myself,", "").contains(flag))
                .count();
    }
}
