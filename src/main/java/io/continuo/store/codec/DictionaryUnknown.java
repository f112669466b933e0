package io.continuo.store.codec;

import io.continuo.model.Namespace;

/** A value needs a dictionary that this replica has not loaded yet; the store loads it and opens the value again. */
public final class DictionaryUnknown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Namespace namespace;
    private final int number;

    DictionaryUnknown(Namespace namespace, int number) {
        super("dictionary " + number + " of " + namespace + " is not loaded", null, false, false);
        this.namespace = namespace;
        this.number = number;
    }

    public Namespace namespace() {
        return namespace;
    }

    public int number() {
        return number;
    }
}
