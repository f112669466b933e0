package io.continuo.model;

/**
 * A session's id within its namespace, see {@link Identifiers#FORM}.
 *
 * @throws IllegalArgumentException if the value has another form
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
