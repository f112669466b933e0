package io.continuo.model;

import org.jspecify.annotations.Nullable;

/**
 * What a patch says of one field: keep it, clear it, or set it.
 *
 * @param given whether the patch names the field
 * @param value the new value, null to clear
 */
public record Update<T>(boolean given, @Nullable T value) {

    public static <T> Update<T> keep() {
        return new Update<>(false, null);
    }

    public static <T> Update<T> clear() {
        return new Update<>(true, null);
    }

    public static <T> Update<T> set(T value) {
        return new Update<>(true, value);
    }

    /** The field's value after the patch. */
    public @Nullable T over(@Nullable T current) {
        return given ? value : current;
    }
}
