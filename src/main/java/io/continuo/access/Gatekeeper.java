package io.continuo.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.continuo.config.Admission;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Unauthenticated;

/** Tells who asks, before anything of the request is looked at. */
@Singleton
public final class Gatekeeper {

    /** Under these a query would carry a secret into logs and histories. */
    private static final Set<String> SECRETS =
            Set.of("apikey", "xapikey", "key", "token", "accesstoken", "authorization", "bearer", "jwt");

    private final KeyRing keys;
    private final boolean locked;
    private final List<String> openPaths;

    public Gatekeeper(KeyRing keys, ContinuoConfig config) {
        this.keys = keys;
        this.locked = Admission.isByKey(config);
        this.openPaths = config.openPaths().orElse(List.of());
    }

    /** Whether whoever asks gets an answer at this path. */
    public boolean isOpen(String path) {
        return !locked || Routes.isOpen(path) || openPaths.stream().anyMatch(open -> Routes.isUnder(path, open));
    }

    /** Whoever asks where nobody has to be known. */
    public Caller anyone() {
        return Caller.ANYONE;
    }

    /** Whether a parameter of a query is named as one that carries a key. */
    public static boolean isSecret(String parameter) {
        return SECRETS.contains(parameter.toLowerCase(Locale.ROOT).replaceAll("[-_]", ""));
    }

    /**
     * Who asks.
     *
     * @param authorization the lines of that header
     * @param apiKey the lines of {@code X-API-Key}
     * @throws Unauthenticated where that is not known
     */
    public Caller caller(List<String> authorization, List<String> apiKey) {
        Credential credential = Credential.of(authorization, apiKey);
        if (credential == null) {
            throw new Unauthenticated("Send a key as Authorization: Bearer or as X-API-Key.");
        }
        Caller caller = keys.holder(credential);
        if (caller == null) {
            throw new Unauthenticated("This key is not known here.");
        }
        return caller;
    }

    /** What a path at the root needs, null where there is nothing. */
    public static @Nullable AccessRole neededAtRoot(String path) {
        return Routes.neededAtRoot(path);
    }
}
