package io.continuo.config;

import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Which store is meant where none is named: Redis where something points to one, else the embedded store. */
final class StoreChoice {

    private StoreChoice() {}

    static StoreKind of(Function<String, @Nullable String> settings) {
        String used = settings.apply(EnvironmentNames.USE_REDIS);
        if (used != null) {
            return EnvironmentNames.TRUE.contains(used.toLowerCase(Locale.ROOT)) ? StoreKind.REDIS : StoreKind.EMBEDDED;
        }
        boolean pointed = settings.apply("continuo.redis.url") != null || settings.apply("continuo.redis.host") != null;
        return pointed ? StoreKind.REDIS : StoreKind.EMBEDDED;
    }
}
