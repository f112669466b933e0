package io.continuo.model;

/** Which user: the namespace and the id there. Users are not created: one who owns nothing is an unknown one. */
public record UserKey(Namespace namespace, UserId id) implements DocumentOwner {

    public static UserKey of(String namespace, String id) {
        return new UserKey(new Namespace(namespace), new UserId(id));
    }
}
