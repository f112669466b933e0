package io.continuo.model;

/**
 * A document. {@link ContinuoException.DocumentNotFound} where there is none or it has expired,
 * {@link ContinuoException.StoredValueUnreadable} where it is damaged.
 */
public record LoadDocument(DocumentKey document) implements Query<Document> {

    @Override
    public Namespace namespace() {
        return document.owner().namespace();
    }
}
