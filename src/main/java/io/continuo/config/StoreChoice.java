package io.continuo.config;

import java.util.Locale;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Which store is meant: the one that is named, else Redis where something points to one, else the embedded store. */
final class StoreChoice {

    private StoreChoice() {}

    static StoreKind of(Function<String, @Nullable String> settings) {
        String named = settings.apply("continuo.store");
        if (named != null) {
            return named.toLowerCase(Locale.ROOT).equals("redis") ? StoreKind.REDIS : StoreKind.EMBEDDED;
        }
        String used = settings.apply(EnvironmentNames.USE_REDIS);
        if (used != null) {
            return EnvironmentNames.TRUE.contains(used.toLowerCase(Locale.ROOT)) ? StoreKind.REDIS : StoreKind.EMBEDDED;
        }
        boolean pointed = settings.apply("continuo.redis.url") != null || settings.apply("continuo.redis.host") != null;
        return pointed ? StoreKind.REDIS : StoreKind.EMBEDDED;
    }
}
