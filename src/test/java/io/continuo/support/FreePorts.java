package io.continuo.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks ports that can be listened on. Another process may take one before it is used: whoever listens must be ready to
 * ask for the next.
 */
final class FreePorts {

    /** How far a cluster node's bus port lies above its port; Redis 6.2 cannot be told another. */
    static final int BUS_OFFSET = 10_000;

    // Both ports stay below 32768, where Linux begins to give ports to outgoing connections.
    private static final int FIRST = 12_000;
    private static final int LAST = 21_999;

    private FreePorts() {}

    /** A port that is free, as is the bus port that belongs to it. */
    static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (free(port) && free(port + BUS_OFFSET)) {
                return port;
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
