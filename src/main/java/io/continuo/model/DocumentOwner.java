package io.continuo.model;

/** Who a document belongs to: a session or a user. */
public sealed interface DocumentOwner permits SessionKey, UserKey {

    Namespace namespace();
}
