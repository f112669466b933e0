package io.continuo.model;

/**
 * A session's id within its namespace, see {@link Identifiers#FORM}. A value of another form is an {@link IllegalArgumentException}.
 */
public record SessionId(String value) {

    public SessionId {
        Identifiers.checked(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
