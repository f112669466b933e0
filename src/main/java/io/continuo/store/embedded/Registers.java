package io.continuo.store.embedded;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.h2.mvstore.Cursor;

import io.continuo.model.AddDictionary;
import io.continuo.model.ClaimDuty;
import io.continuo.model.ListNamespaces;
import io.continuo.model.Namespace;
import io.continuo.model.RegisterNamespace;
import io.continuo.store.codec.ValueCodec;

/** What replicas tell each other: who has a duty, which namespaces and dictionaries there are. */
final class Registers {

    private final Tables tables;

    Registers(Tables tables) {
        this.tables = tables;
    }

    boolean claim(ClaimDuty claim, Edit edit, long now) {
        byte[] key = Keys.of(claim.namespace().name(), claim.duty());
        byte[] held = tables.duties().get(key);
        if (held != null) {
            Fields.In in = new Fields.In(held);
            String holder = in.text();
            if (!holder.equals(claim.holder()) && now < in.number()) {
                return false;
            }
        }
        edit.put(
                tables.duties(),
                key,
                new Fields.Out()
                        .text(claim.holder())
                        .number(now + SessionRow.millis(claim.hold()))
                        .toBytes());
        return true;
    }

    boolean register(RegisterNamespace register, Edit edit) {
        byte[] key = Keys.of(register.namespace().name());
        if (tables.namespaces().containsKey(key) || tables.namespaces().sizeAsLong() >= ListNamespaces.MOST) {
            return false;
        }
        edit.put(tables.namespaces(), key, Tables.NOTHING);
        return true;
    }

    Set<Namespace> namespaces() {
        Set<Namespace> noted = new LinkedHashSet<>();
        tables.namespaces().keyIterator(null).forEachRemaining(key -> noted.add(new Namespace(Keys.parts(key, 0)[0])));
        return noted;
    }

    boolean add(AddDictionary add, Edit edit) {
        byte[] key = Keys.with(Keys.of(add.namespace().name()), add.number());
        if (tables.dictionaries().containsKey(key)) {
            return false;
        }
        edit.put(tables.dictionaries(), key, add.bytes());
        return true;
    }

    /** Gives the codec all that are there; those that come later are learnt by who adds them. */
    void teach(ValueCodec codec) {
        tables.dictionaries().cursor(null).forEachRemaining(key -> {
            Namespace namespace = new Namespace(Keys.parts(key, 0)[0]);
            dictionaries(namespace).forEach((number, bytes) -> codec.learn(namespace, number, bytes));
        });
    }

    SortedMap<Integer, byte[]> dictionaries(Namespace namespace) {
        byte[] prefix = Keys.of(namespace.name());
        SortedMap<Integer, byte[]> byNumber = new TreeMap<>();
        Cursor<byte[], byte[]> cursor = tables.dictionaries().cursor(prefix, Keys.beyond(namespace.name()), false);
        while (cursor.hasNext()) {
            int number = Math.toIntExact(Keys.number(cursor.next(), prefix.length));
            byNumber.put(number, cursor.getValue());
        }
        return byNumber;
    }
}
