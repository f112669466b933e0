package io.continuo.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/**
 * The only place that spells a key. With one partition {@code trt:session:{id}:state}, with more
 * {@code trt:{p017}:session:...}: the hash tag keeps the keys of a session, and its share of each index, on one node. A
 * partition is the CRC16 of the id modulo their number; a user's index lies in the partition of the user's id.
 */
final class RedisKeys {

    private static final int SLOTS = 16_384;

    private final RedisSettings settings;
    private final List<String> tags;

    RedisKeys(RedisSettings settings) {
        this.settings = settings;
        this.tags = IntStream.range(0, settings.partitions())
                .mapToObj(RedisKeys::tag)
                .toList();
    }

    int partitions() {
        return settings.partitions();
    }

    boolean partitioned() {
        return settings.partitions() > 1;
    }

    int partitionOf(SessionId id) {
        return partitionOf(id.value());
    }

    int partitionOf(UserId user) {
        return partitionOf(user.value());
    }

    /** The hash slot of a Cluster in which the keys of a partition lie. */
    static int slotOf(int partition) {
        return crc16(tag(partition)) % SLOTS;
    }

    SessionKeys of(SessionKey session) {
        return of(session.namespace(), session.id());
    }

    SessionKeys of(Namespace namespace, SessionId id) {
        int partition = partitionOf(id);
        String begin = begin(namespace, partition);
        String session = begin + "session:" + escaped(id.value());
        return new SessionKeys(
                id,
                partition,
                session + ":meta",
                session + ":state",
                session + ":history",
                session + ":once",
                session + ":documents",
                session + ":register",
                active(namespace, partition),
                owners(namespace, partition),
                unindexed(namespace, partition),
                userIndexPrefix(namespace));
    }

    /** Where a session's history is put by. */
    String staged(SessionKey session, String staging) {
        return begin(session.namespace(), partitionOf(session.id())) + "session:"
                + escaped(session.id().value()) + ":staged:" + staging;
    }

    OwnerKeys of(DocumentOwner owner) {
        boolean ofSession = owner instanceof SessionKey;
        String id = owner instanceof SessionKey session
                ? session.id().value()
                : ((UserKey) owner).id().value();
        int partition = partitionOf(id);
        String begin = begin(owner.namespace(), partition);
        String name = (ofSession ? "session:" : "user:") + escaped(id);
        String base = begin + name;
        return new OwnerKeys(
                name,
                partition,
                begin,
                base + ":once",
                base + ":documents",
                base + ":register",
                ofSession ? base + ":meta" : null,
                base + ":document:");
    }

    /** A document's name as scripts and keys spell it. */
    static String spelled(DocumentName name) {
        return escaped(name.type()) + ":" + escaped(name.key());
    }

    /** A type of documents as scripts and keys spell it. */
    static String spelled(String type) {
        return escaped(type);
    }

    /** What was spelled. */
    static String unspelled(String part) {
        return part.replace("%3A", ":");
    }

    /** The documents of a type: owner and key by expires_at. */
    String documentsOfType(Namespace namespace, int partition, String type) {
        return begin(namespace, partition) + "documents:" + escaped(type);
    }

    String documentTypes(Namespace namespace, int partition) {
        return begin(namespace, partition) + "document_types";
    }

    String confirmation(Namespace namespace, String tokenHash) {
        return begin(namespace, 0) + "confirmation:" + tokenHash;
    }

    String dictionaries(Namespace namespace) {
        return begin(namespace, 0) + "dictionaries";
    }

    /** Of no namespace: beside them all. */
    String knownNamespaces() {
        return partitioned() ? "continuo:{" + tags.get(0) + "}:known_namespaces" : "continuo:known_namespaces";
    }

    String active(Namespace namespace, int partition) {
        return begin(namespace, partition) + "active_sessions";
    }

    String owners(Namespace namespace, int partition) {
        return begin(namespace, partition) + "owners";
    }

    String unindexed(Namespace namespace, int partition) {
        return begin(namespace, partition) + "unindexed";
    }

    String userSessions(Namespace namespace, UserId user) {
        return begin(namespace, partitionOf(user)) + "user:" + escaped(user.value()) + ":sessions";
    }

    /** What the key of a user's index begins with where one partition holds all; else empty. */
    String userIndexPrefix(Namespace namespace) {
        return partitioned() ? "" : begin(namespace, 0) + "user:";
    }

    String duty(Namespace namespace, String duty) {
        return begin(namespace, 0) + "duty:" + escaped(duty);
    }

    /** The partition of a caller's buckets: those of many callers are spread over the nodes. */
    int partitionOfBucket(String caller) {
        return partitionOf(caller);
    }

    String bucket(Namespace namespace, String measure, String caller) {
        return begin(namespace, partitionOf(caller)) + "rate:" + escaped(measure) + ":" + escaped(caller);
    }

    /** What the keys of sessions begin with, for an operator's eye. */
    String sessionPrefix(Namespace namespace) {
        return settings.keyPrefix().apply(namespace) + (partitioned() ? ":{p000}:session:" : ":session:");
    }

    /** What the keys of a partition begin with. */
    String begin(Namespace namespace, int partition) {
        String prefix = settings.keyPrefix().apply(namespace) + ":";
        return partitioned() ? prefix + "{" + tags.get(partition) + "}:" : prefix;
    }

    /**
     * A key that never is, in the partition of another; null without partitions. While a slot is being moved, a Cluster
     * runs a script on either node if all keys that it names are there, and ends it half-way where it then makes another
     * or removes and makes one of them again. With a key that is nowhere it runs on neither.
     */
    static @Nullable String absentBeside(String key) {
        int end = key.indexOf('}');
        return end < 0 ? null : key.substring(0, end + 1) + ":none";
    }

    private int partitionOf(String id) {
        return partitioned() ? crc16(id) % settings.partitions() : 0;
    }

    private static String tag(int partition) {
        return String.format(Locale.ROOT, "p%03d", partition);
    }

    private static String escaped(String id) {
        return id.replace(":", "%3A");
    }

    /** CRC16 as Redis Cluster computes it (XMODEM). */
    private static int crc16(String text) {
        int crc = 0;
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (next & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }
}
