package io.continuo.store.embedded;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.DocumentKey;
import io.continuo.store.codec.Place;
import io.continuo.store.codec.ValueCodec;

/** The bodies of documents. */
final class Bodies {

    private final Tables tables;
    private final ValueCodec codec;

    Bodies(Tables tables, ValueCodec codec) {
        this.tables = tables;
        this.codec = codec;
    }

    /** Null where there is none. */
    @Nullable
    JsonText read(DocumentKey key) {
        byte[] stored = tables.bodies().get(Documents.key(key));
        if (stored == null) {
            return null;
        }
        JsonText body = codec.value(Place.document(key), stored);
        if (body == null) {
            throw new StoredValueUnreadable(Documents.name(key));
        }
        return body;
    }

    void write(Edit edit, DocumentKey key, JsonText body) {
        edit.put(tables.bodies(), Documents.key(key), codec.stored(Place.document(key), body));
    }
}
