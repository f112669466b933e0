package io.continuo.api.http;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Fallback;
import io.continuo.store.Timestamps;

/** The header that says where an answer comes from. */
public final class StoreHeader {

    public static final String NAME = "Continuo-Store";

    private StoreHeader() {}

    /** The value for an answer that does not come from the store. */
    public static String of(Fallback fallback) {
        return "fallback; " + (fallback.durable() ? "" : "volatile; ") + "as-of=" + Timestamps.format(fallback.asOf());
    }

    /** The value for an answer of the store, or of what stands in for it now. */
    static String of(String storeName, @Nullable Fallback fallback) {
        return fallback == null ? storeName : of(fallback);
    }
}
