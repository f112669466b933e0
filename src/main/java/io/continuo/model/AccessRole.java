package io.continuo.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do; each role includes those before it. */
public enum AccessRole {
    /** Reads sessions, messages, documents and users. */
    READER,
    /** Writes them as well. */
    CLIENT,
    /** Looks at how the service and its store are. */
    OPERATOR,
    /** Removes, moves and rewrites on a large scale. */
    ADMIN;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in keys, tokens and problems, such as {@code reader}. */
    public String wireName() {
        return wireName;
    }

    public static Optional<AccessRole> of(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName.equals(wireName))
                .findFirst();
    }

    public boolean includes(AccessRole other) {
        return compareTo(other) >= 0;
    }
}
