package io.continuo.store.embedded;

import java.util.ArrayList;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Documents with their bodies and their places in the index. Whether one has expired is not decided here. */
final class Documents {

    private static final String OF_SESSION = "s";
    private static final String OF_USER = "u";

    /** A document as it is listed. */
    record Listed(DocumentKey key, DocumentRow row) {}

    private final Tables tables;

    Documents(Tables tables) {
        this.tables = tables;
    }

    @Nullable
    DocumentRow find(DocumentKey key) {
        byte[] bytes = tables.documents().get(key(key));
        return bytes == null ? null : DocumentRow.decode(bytes);
    }

    boolean hasBody(DocumentKey key) {
        return tables.bodies().containsKey(key(key));
    }

    /** An owner's documents by name, of one type or of all, whether they have expired or not. */
    List<Listed> of(DocumentOwner owner, @Nullable String type) {
        byte[] prefix = owner(owner);
        byte[] from = type == null ? prefix : Keys.with(prefix, type + Keys.END);
        byte[] to = type == null ? beyond(owner) : Keys.with(prefix, type + Keys.BEYOND);
        List<Listed> found = new ArrayList<>();
        Cursor<byte[], byte[]> cursor = tables.documents().cursor(from, to, false);
        while (cursor.hasNext()) {
            String[] name = Keys.parts(cursor.next(), prefix.length);
            found.add(new Listed(DocumentKey.of(owner, name[0], name[1]), DocumentRow.decode(cursor.getValue())));
        }
        return found;
    }

    boolean hasAny(DocumentOwner owner) {
        return Tables.count(tables.documents(), owner(owner), beyond(owner)) > 0;
    }

    /** Writes what lies beside the body. */
    void writeRow(Edit edit, DocumentKey key, DocumentRow row) {
        DocumentRow before = find(key);
        if (before == null || before.score() != row.score()) {
            if (before != null) {
                edit.remove(tables.documentIndex(), indexed(key, before.score()));
            }
            edit.put(tables.documentIndex(), indexed(key, row.score()), Tables.NOTHING);
        }
        edit.put(tables.documents(), key(key), row.encode());
    }

    void remove(Edit edit, DocumentKey key, DocumentRow row) {
        edit.remove(tables.documents(), key(key));
        edit.remove(tables.bodies(), key(key));
        edit.remove(tables.documentIndex(), indexed(key, row.score()));
    }

    /** Removes an entry of the index that points nowhere, with a body that may be left without a row. */
    void removeStray(Edit edit, DocumentKey key, byte[] entry) {
        edit.remove(tables.documentIndex(), entry);
        if (find(key) == null) {
            edit.remove(tables.bodies(), key(key));
        }
    }

    boolean isInIndex(DocumentKey key, DocumentRow row) {
        return tables.documentIndex().containsKey(indexed(key, row.score()));
    }

    /** The document that an entry of the index means. */
    static DocumentKey ofIndexed(Namespace namespace, byte[] entry) {
        String type = typeOfIndexed(namespace, entry);
        String[] document = Keys.parts(entry, Keys.of(namespace.name(), type).length + Long.BYTES);
        DocumentOwner owner = document[0].equals(OF_USER)
                ? new UserKey(namespace, new UserId(document[1]))
                : new SessionKey(namespace, new SessionId(document[1]));
        return DocumentKey.of(owner, type, document[2]);
    }

    static String typeOfIndexed(Namespace namespace, byte[] entry) {
        return Keys.parts(entry, Keys.of(namespace.name()).length)[0];
    }

    static byte[] owner(DocumentOwner owner) {
        return Keys.of(owner.namespace().name(), kind(owner), id(owner));
    }

    static byte[] beyond(DocumentOwner owner) {
        return Keys.beyond(owner.namespace().name(), kind(owner), id(owner));
    }

    static byte[] key(DocumentKey key) {
        DocumentName name = key.name();
        return Keys.with(owner(key.owner()), name.type() + Keys.END + name.key() + Keys.END);
    }

    private static byte[] indexed(DocumentKey key, long score) {
        DocumentOwner owner = key.owner();
        return Keys.with(
                Keys.of(owner.namespace().name(), key.name().type()),
                score,
                kind(owner) + Keys.END + id(owner) + Keys.END + key.name().key() + Keys.END);
    }

    private static String kind(DocumentOwner owner) {
        return owner instanceof UserKey ? OF_USER : OF_SESSION;
    }

    private static String id(DocumentOwner owner) {
        return owner instanceof UserKey user
                ? user.id().value()
                : ((SessionKey) owner).id().value();
    }

    static String name(DocumentKey key) {
        DocumentOwner owner = key.owner();
        String kind = owner instanceof UserKey ? "user/" : "";
        return owner.namespace() + "/" + kind + id(owner) + "/bodies/"
                + key.name().type() + "/" + key.name().key();
    }
}
