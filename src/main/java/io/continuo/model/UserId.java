package io.continuo.model;

/**
 * The id of the user who owns a session, see {@link Identifiers#FORM}. A value of another form is an {@link IllegalArgumentException}.
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
