package io.continuo.store.embedded;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

import io.continuo.model.MeasureNamespace;
import io.continuo.model.MeasureNamespace.Usage;
import io.continuo.model.Namespace;
import io.continuo.model.SessionKey;

/** {@link MeasureNamespace}: rows are counted at the cost of two look-ups, and some of them are weighed. */
final class Measuring {

    /** At how many messages of a session. */
    private static final int LOOKED = 5;

    private final Tables tables;
    private final Sessions sessions;

    Measuring(Tables tables) {
        this.tables = tables;
        sessions = new Sessions(tables);
    }

    Usage measure(MeasureNamespace query) {
        Namespace namespace = query.namespace();
        byte[] from = Keys.of(namespace.name());
        byte[] to = Keys.beyond(namespace.name());
        long sessionCount = Tables.count(tables.active(), from, to);
        long documentCount = Tables.count(tables.bodies(), from, to);
        long bytes = weigh(tables.active(), from, sessionCount, query.sample(), entry -> session(namespace, entry))
                + weigh(tables.bodies(), from, documentCount, query.sample(), this::body);
        return new Usage(sessionCount, documentCount, bytes);
    }

    /** What the rows from a key on weigh: the mean of some of them for all. */
    private static long weigh(
            MVMap<byte[], byte[]> table, byte[] from, long count, int sample, ToLongFunction<byte[]> weight) {
        if (count == 0 || sample == 0) {
            return 0;
        }
        long first = Tables.rank(table, from);
        long looked = Math.min(count, sample);
        long sum = 0;
        for (long i = 0; i < looked; i++) {
            // Each of them where there are few, else one of each stretch.
            long stretch = i * count / looked;
            long width = (i + 1) * count / looked - stretch;
            byte[] key =
                    table.getKey(first + stretch + ThreadLocalRandom.current().nextLong(width));
            sum += key == null ? 0 : weight.applyAsLong(key);
        }
        return sum * count / looked;
    }

    private long session(Namespace namespace, byte[] entry) {
        SessionKey key = Sessions.ofActive(namespace, entry);
        SessionRow row = sessions.find(key);
        if (row == null) {
            return 0;
        }
        byte[] from = Keys.session(key);
        byte[] to = Keys.beyond(key);
        return row.encode().length
                + sum(tables.state(), from, to)
                + about(tables.history(), row.history(key), row.beyondHistory(key))
                + about(tables.once(), from, to);
    }

    private long body(byte[] key) {
        byte[] body = tables.bodies().get(key);
        return body == null ? 0 : body.length;
    }

    /** Where there may be very many. */
    private static long about(MVMap<byte[], byte[]> table, byte[] from, byte[] to) {
        return weigh(table, from, Tables.count(table, from, to), LOOKED, key -> {
            byte[] value = table.get(key);
            return (long) key.length + (value == null ? 0 : value.length);
        });
    }

    private static long sum(MVMap<byte[], byte[]> table, byte[] from, byte[] to) {
        long sum = 0;
        Cursor<byte[], byte[]> cursor = table.cursor(from, to, false);
        while (cursor.hasNext()) {
            byte[] key = cursor.next();
            if (Arrays.compareUnsigned(key, to) < 0) {
                sum += key.length + cursor.getValue().length;
            }
        }
        return sum;
    }
}
