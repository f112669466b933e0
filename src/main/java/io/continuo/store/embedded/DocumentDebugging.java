package io.continuo.store.embedded;

import java.util.List;

import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.store.codec.ValueCodec;

/** What is not sound about an owner's documents. */
final class DocumentDebugging {

    private final Tables tables;
    private final Documents documents;
    private final Bodies bodies;

    DocumentDebugging(Tables tables, ValueCodec codec) {
        this.tables = tables;
        bodies = new Bodies(tables, codec);
        documents = new Documents(tables);
    }

    /** @param ownerIsThere whether a document may follow it */
    void check(DocumentOwner owner, boolean ownerIsThere, List<String> findings) {
        byte[] from = Documents.owner(owner);
        byte[] to = Documents.beyond(owner);
        for (byte[] key : Tables.keys(tables.documents(), from, to)) {
            check(document(owner, key), ownerIsThere, findings);
        }
        for (byte[] key : Tables.keys(tables.bodies(), from, to)) {
            if (!tables.documents().containsKey(key)) {
                findings.add("The body of " + named(document(owner, key)) + " belongs to no record.");
            }
        }
    }

    private void check(DocumentKey key, boolean ownerIsThere, List<String> findings) {
        try {
            DocumentRow row = documents.find(key);
            if (row != null && !documents.isInIndex(key, row)) {
                findings.add("The entry of " + named(key) + " in the index of its type is missing.");
            }
            if (row != null && row.followsOwner() && !ownerIsThere) {
                findings.add("The session that " + named(key) + " follows is not there.");
            }
        } catch (StoredValueUnreadable | IndexOutOfBoundsException damaged) {
            findings.add("The record of " + named(key) + " cannot be read.");
        }
        try {
            if (bodies.read(key) == null) {
                findings.add("The body of " + named(key) + " is missing.");
            }
        } catch (StoredValueUnreadable damaged) {
            findings.add("The body of " + named(key) + " cannot be read.");
        } catch (EncryptionKeyMissing missing) {
            findings.add("The body of " + named(key) + " cannot be read: its key " + missing.keyId() + " is missing.");
        }
    }

    private static DocumentKey document(DocumentOwner owner, byte[] key) {
        String[] name = Keys.parts(key, Documents.owner(owner).length);
        return DocumentKey.of(owner, name[0], name[1]);
    }

    private static String named(DocumentKey key) {
        DocumentName name = key.name();
        return "the document " + name.type() + "/" + name.key();
    }
}
