package io.continuo.store.embedded;

import java.util.ArrayList;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * The tables, their keys spelled by {@link Keys}.
 *
 * @param sessions namespace, id: a {@link SessionRow}
 * @param state namespace, id, member name: the member's JSON
 * @param history namespace, id, seq: a message's JSON; for a history that was staged namespace, nothing, id, staging, seq
 * @param staged namespace, id, staging: how many messages are staged, and until when
 * @param once namespace, id, kind, and a key or a number: see {@link Rings}; those of users see {@link UserKeys}
 * @param active namespace, last interaction, id: nothing
 * @param users namespace, user, creation, id: nothing
 * @param remains namespace, id of a session that is gone and left documents behind: its place in {@code users}
 * @param documents namespace, kind and id of the owner, type, key: a {@link DocumentRow}
 * @param bodies the same key: a document's JSON
 * @param documentIndex namespace, type, expiry, kind and id of the owner, key: nothing
 * @param keyed namespace, user: how many idempotency keys were kept, and when the last one; see {@link UserKeys}
 * @param keyedTimes namespace, time of the last one, user: nothing
 * @param confirmations namespace, hash: what is confirmed, and until when
 * @param confirmationTimes namespace, until when, hash: nothing
 * @param namespaces namespace: nothing
 * @param dictionaries namespace, number: a dictionary
 * @param duties namespace, duty: its holder, and until when
 * @param about {@code format}: the number of this layout
 */
record Tables(
        MVMap<byte[], byte[]> sessions,
        MVMap<byte[], byte[]> state,
        MVMap<byte[], byte[]> history,
        MVMap<byte[], byte[]> staged,
        MVMap<byte[], byte[]> once,
        MVMap<byte[], byte[]> active,
        MVMap<byte[], byte[]> users,
        MVMap<byte[], byte[]> remains,
        MVMap<byte[], byte[]> documents,
        MVMap<byte[], byte[]> bodies,
        MVMap<byte[], byte[]> documentIndex,
        MVMap<byte[], byte[]> keyed,
        MVMap<byte[], byte[]> keyedTimes,
        MVMap<byte[], byte[]> confirmations,
        MVMap<byte[], byte[]> confirmationTimes,
        MVMap<byte[], byte[]> namespaces,
        MVMap<byte[], byte[]> dictionaries,
        MVMap<byte[], byte[]> duties,
        MVMap<byte[], byte[]> about) {

    static final byte[] NOTHING = {};

    static Tables in(MVStore store) {
        return new Tables(
                open(store, "sessions"),
                open(store, "state"),
                open(store, "history"),
                open(store, "staged"),
                open(store, "once"),
                open(store, "active"),
                open(store, "users"),
                open(store, "remains"),
                open(store, "documents"),
                open(store, "bodies"),
                open(store, "document_index"),
                open(store, "keyed"),
                open(store, "keyed_times"),
                open(store, "confirmations"),
                open(store, "confirmation_times"),
                open(store, "namespaces"),
                open(store, "dictionaries"),
                open(store, "duties"),
                open(store, "about"));
    }

    private static MVMap<byte[], byte[]> open(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** How many keys lie from one (inclusive) to the other (exclusive), at the cost of two look-ups. */
    static long count(MVMap<byte[], byte[]> table, byte[] from, byte[] to) {
        return rank(table, to) - rank(table, from);
    }

    /** How many keys come before this one. */
    static long rank(MVMap<byte[], byte[]> table, byte[] key) {
        long index = table.getKeyIndex(key);
        return index < 0 ? -index - 1 : index;
    }

    /** The keys from one (inclusive) to the other (exclusive). */
    static List<byte[]> keys(MVMap<byte[], byte[]> table, byte[] from, byte[] to) {
        List<byte[]> keys = new ArrayList<>();
        Cursor<byte[], byte[]> cursor = table.cursor(from, to, false);
        while (cursor.hasNext()) {
            byte[] key = cursor.next();
            if (java.util.Arrays.compareUnsigned(key, to) < 0) {
                keys.add(key);
            }
        }
        return keys;
    }
}
