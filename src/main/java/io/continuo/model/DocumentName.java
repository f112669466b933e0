package io.continuo.model;

import java.util.Comparator;

/**
 * A document's name among those of its owner: type and key, each of the form of {@link Identifiers#FORM}; another form is
 * an {@link IllegalArgumentException}. Ordered by type, then key.
 */
public record DocumentName(String type, String key) implements Comparable<DocumentName> {

    private static final Comparator<DocumentName> ORDER =
            Comparator.comparing(DocumentName::type).thenComparing(DocumentName::key);

    public DocumentName {
        Identifiers.checked(type);
        Identifiers.checked(key);
    }

    @Override
    public int compareTo(DocumentName other) {
        return ORDER.compare(this, other);
    }
}
