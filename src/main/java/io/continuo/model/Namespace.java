package io.continuo.model;

/**
 * The name of a namespace: 1 to 64 characters of {@code a-z 0-9 - _}. Sessions of different namespaces never meet. A value of another form is an {@link IllegalArgumentException}.
 */
public record Namespace(String name) {

    public static final Namespace DEFAULT = new Namespace("default");

    public Namespace {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a namespace is 1 to 64 characters of a-z 0-9 - _");
        }
    }

    public static boolean isValid(String name) {
        return name.length() <= 64
                && !name.isEmpty()
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }

    @Override
    public String toString() {
        return name;
    }
}
