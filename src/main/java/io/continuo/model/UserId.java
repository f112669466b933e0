package io.continuo.model;

/**
 * The id of the user who owns a session, see {@link Identifiers#FORM}.
 *
 * @throws IllegalArgumentException if the value has another form
 */
public record UserId(String value) {

    public UserId {
        Identifiers.checked(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
