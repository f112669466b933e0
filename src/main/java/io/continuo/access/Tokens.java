package io.continuo.access;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ApiKeys;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Forbidden;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Identifiers;
import io.continuo.model.Namespace;
import io.continuo.model.Refusal;
import io.continuo.model.UserId;

/** Signed tokens (RFC 7519) and what their claims say of a caller. */
final class Tokens {

    private static final Logger LOG = Logger.getLogger(Tokens.class);
    private static final String EVERY_NAMESPACE = "*";

    private final DefaultJWTTokenParser parser = new DefaultJWTTokenParser();
    private final JWTAuthContextInfo rules = new JWTAuthContextInfo();
    private final ContinuoConfig.Jwt settings;

    private Tokens(ContinuoConfig.Jwt settings, String location) {
        this.settings = settings;
        if (location.startsWith("https://")) {
            rules.setPublicKeyLocation(location);
        } else {
            take(ApiKeys.content(Path.of(location)));
        }
        rules.setSignatureAlgorithm(asymmetric());
        rules.setIssuedBy(settings.issuer().orElse(null));
        rules.setExpectedAudience(Set.copyOf(settings.audience().orElse(List.of())));
        rules.setRequireNamedPrincipal(false);
        // No bound beside exp, so that a token needs no iat.
        rules.setMaxTimeToLiveSecs(0L);
        // In minutes, of a set behind a URL: made-up key ids must not keep a new one from being found for half an hour.
        rules.setForcedJwksRefreshInterval(1);
    }

    /** The library would take a PEM for a key of whichever algorithm comes first. */
    private void take(String content) {
        if (content.contains("-----BEGIN")) {
            rules.setPublicVerificationKey(PublicKeys.ofPem(content));
        } else {
            rules.setPublicKeyContent(content);
        }
    }

    /** Null where no tokens are taken. */
    static @Nullable Tokens of(ContinuoConfig.Jwt settings) {
        return settings.keyLocation()
                .map(location -> new Tokens(settings, location))
                .orElse(null);
    }

    /** With a public key for a secret anybody could sign. */
    private static Set<SignatureAlgorithm> asymmetric() {
        return Arrays.stream(SignatureAlgorithm.values())
                .filter(algorithm -> !algorithm.getAlgorithm().startsWith("HS"))
                .collect(Collectors.toSet());
    }

    /**
     * Whose token it is. Blocks where keys have to be fetched.
     *
     * @throws Unauthenticated where it is not a good one
     * @throws Forbidden where it is, but does not say what its bearer may do
     */
    Caller bearer(Credential credential) {
        Map<String, Object> claims = claims(credential);
        UserId user = user(claim(claims, settings.userClaim()));
        Object subject = user == null ? claims.get("sub") : user;
        return new Caller(
                "jwt:" + Objects.requireNonNullElse(subject, ""),
                namespace(claim(claims, settings.namespaceClaim())),
                role(claim(claims, settings.roleClaim())),
                user);
    }

    private Map<String, Object> claims(Credential credential) {
        try {
            return parser.parse(credential.value(), rules).getJwtClaims().getClaimsMap();
        } catch (ParseException | RuntimeException e) {
            // Whatever a library makes of a hostile token; its words would show it.
            LOG.debugf("A token was refused: %s", kinds(e));
            boolean expired = e.getCause() instanceof InvalidJwtException invalid && invalid.hasExpired();
            throw expired
                    ? new Unauthenticated(Refusal.EXPIRED, "The token has expired.")
                    : new Unauthenticated(Refusal.BAD_TOKEN, "The token is not good here.");
        }
    }

    /** What went wrong, without a word of the token. */
    private static String kinds(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(kind -> kind.getClass().getSimpleName())
                .collect(Collectors.joining(", because of "));
    }

    private static @Nullable Object claim(Map<String, Object> claims, String path) {
        Object found = claims;
        for (String name : path.split("/", -1)) {
            found = found instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return found;
    }

    private @Nullable Namespace namespace(@Nullable Object claim) {
        if (EVERY_NAMESPACE.equals(claim)) {
            return null;
        }
        if (!(claim instanceof String name) || !Namespace.isValid(name)) {
            throw new Forbidden(
                    Refusal.CLAIMS, "The token names no namespace in its claim " + settings.namespaceClaim() + ".");
        }
        return new Namespace(name);
    }

    private AccessRole role(@Nullable Object claim) {
        Collection<?> names = claim instanceof Collection<?> several ? several : Arrays.asList(claim);
        return names.stream()
                .map(name -> name instanceof String text ? AccessRole.of(text) : Optional.<AccessRole>empty())
                .flatMap(Optional::stream)
                .max(AccessRole::compareTo)
                .orElseThrow(() -> new Forbidden(
                        Refusal.CLAIMS, "The token names no role in its claim " + settings.roleClaim() + "."));
    }

    private @Nullable UserId user(@Nullable Object claim) {
        if (claim == null) {
            return null;
        }
        if (!(claim instanceof String id) || !Identifiers.isValid(id)) {
            throw new Forbidden(
                    Refusal.CLAIMS,
                    "The token names no user that can be one in its claim " + settings.userClaim() + ".");
        }
        return new UserId(id);
    }
}
