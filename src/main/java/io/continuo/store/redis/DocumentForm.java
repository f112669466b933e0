package io.continuo.store.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.DocumentKey;
import io.continuo.store.codec.Place;

/** How the body of a document is stored. */
final class DocumentForm {

    private final Coding coding;

    DocumentForm(Coding coding) {
        this.coding = coding;
    }

    /** The body as its stored bytes. */
    byte[] stored(DocumentKey document, JsonText body) {
        return coding.codec().stored(Place.document(document), body);
    }

    /** To be waited for before {@link #body}. */
    Uni<Void> ready(DocumentKey document, Response reply) {
        return coding.ready(document.owner().namespace(), reply);
    }

    /** The stored bytes as the body; null where they are damaged. */
    @Nullable
    JsonText body(DocumentKey document, byte[] stored) {
        return coding.codec().value(Place.document(document), stored);
    }
}
