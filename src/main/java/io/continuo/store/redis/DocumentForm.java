package io.continuo.store.redis;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.StrictJson;
import io.continuo.model.DocumentKey;

/** How the body of a document is stored. */
final class DocumentForm {

    /** The body as its stored bytes. */
    JsonText stored(DocumentKey document, JsonText body) {
        return body;
    }

    /** The stored bytes as the body; null where they are damaged. */
    @Nullable
    JsonText body(DocumentKey document, byte[] stored) {
        return StrictJson.stored(stored);
    }
}
