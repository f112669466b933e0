package io.continuo.model;

/** Which session: its namespace and its id there. */
public record SessionKey(Namespace namespace, SessionId id) implements DocumentOwner {

    public static SessionKey of(String namespace, String id) {
        return new SessionKey(new Namespace(namespace), new SessionId(id));
    }
}
