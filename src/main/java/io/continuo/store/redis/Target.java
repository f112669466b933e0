package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.List;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * A server to connect to, and what is said to be let in. Its text shows the address only.
 *
 * @param scheme {@code redis} or {@code rediss}
 * @param address {@code host:port}
 * @param master whether it has to be a master
 */
record Target(
        String scheme,
        String address,
        @Nullable String user,
        @Nullable String password,
        int database,
        @Nullable String clientName,
        boolean master) {

    private static final String DEFAULT_USER = "default";

    /** The address as the client library takes it; it is not told the credentials. */
    String uri() {
        return scheme + "://" + address;
    }

    boolean overTls() {
        return scheme.equals("rediss");
    }

    /** What is said first. A server without a password takes any for its default user. */
    List<Request> introduction() {
        List<Request> words = new ArrayList<>(3);
        if (password != null) {
            words.add(Request.cmd(Command.AUTH)
                    .arg(user == null ? DEFAULT_USER : user)
                    .arg(password));
        }
        if (database != 0) {
            words.add(Request.cmd(Command.SELECT).arg(database));
        }
        if (clientName != null) {
            words.add(Request.cmd(Command.CLIENT).arg("SETNAME").arg(clientName));
        }
        return words;
    }

    Target ofMaster() {
        return new Target(scheme, address, user, password, database, clientName, true);
    }

    @Override
    public String toString() {
        return address;
    }
}
