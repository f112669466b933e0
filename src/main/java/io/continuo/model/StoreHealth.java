package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * Whether a store can be asked right now, as last observed; reading it asks nobody.
 *
 * @param available whether requests are served
 * @param detail a sentence for an operator, without secrets
 * @param fallback what stands in for the store where that is away; null while it is there
 */
public record StoreHealth(
        boolean available, String detail, @Nullable Fallback fallback) {

    public StoreHealth(boolean available, String detail) {
        this(available, detail, null);
    }
}
