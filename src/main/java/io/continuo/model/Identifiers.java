package io.continuo.model;

/** The form that every id a caller chooses must have. */
public final class Identifiers {

    public static final int MAX_LENGTH = 200;
    public static final String FORM = "1 to 200 characters of A-Z a-z 0-9 . _ - : @ + ~ =, other than \".\" and \"..\"";

    private Identifiers() {}

    public static boolean isValid(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_LENGTH
                && !".".equals(id)
                && !"..".equals(id)
                && id.chars().allMatch(Identifiers::isAllowed);
    }

    static String checked(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException("an id is " + FORM);
        }
        return id;
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 128 && "._-:@+~=".indexOf(c) >= 0);
    }
}
