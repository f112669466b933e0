package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * The documents of an owner, without their bodies, as one snapshot. An owner who is not there has none.
 *
 * @param type only those of this type
 * @param after only those behind this name
 * @param limit 1 to 500
 */
public record ListDocuments(
        DocumentOwner owner,
        @Nullable String type,
        @Nullable DocumentName after,
        int limit) implements Query<DocumentPage> {

    @Override
    public Namespace namespace() {
        return owner.namespace();
    }
}
