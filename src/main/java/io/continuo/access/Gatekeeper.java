package io.continuo.access;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.continuo.config.Admission;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Refusal;

/** Tells who asks, before anything of the request is looked at. */
@Singleton
public final class Gatekeeper {

    /** Under these a query would carry a secret into logs and histories. */
    private static final Set<String> SECRETS =
            Set.of("apikey", "xapikey", "key", "token", "accesstoken", "authorization", "bearer", "jwt");

    private final KeyRing keys;
    private final @Nullable Tokens tokens;
    private final boolean locked;
    private final List<String> openPaths;

    public Gatekeeper(KeyRing keys, ContinuoConfig config) {
        this.keys = keys;
        this.tokens = Tokens.of(config.jwt());
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
     * The holder of a key, null where it has to be verified as a token.
     *
     * @throws Unauthenticated where it cannot be one either
     */
    public @Nullable Caller holder(Credential credential) {
        Caller holder = keys.holder(credential);
        if (holder == null && (tokens == null || !credential.mayBeToken())) {
            throw new Unauthenticated(Refusal.UNKNOWN_KEY, "This key is not known here.");
        }
        return holder;
    }

    /**
     * The bearer of a token; to be asked on a worker, for it blocks where the keys of the issuer have to be fetched.
     *
     * @throws Unauthenticated where it is not a good one
     * @throws Forbidden where it is, but does not say what its bearer may do
     */
    public Caller bearer(Credential credential) {
        return Objects.requireNonNull(tokens, "no tokens are taken").bearer(credential);
    }

    /** What a path at the root needs, null where there is nothing. */
    public static @Nullable AccessRole neededAtRoot(String path) {
        return Routes.neededAtRoot(path);
    }
}
