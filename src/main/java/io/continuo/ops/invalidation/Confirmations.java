package io.continuo.ops.invalidation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import io.continuo.model.ContinuoException.ConfirmationInvalid;
import io.continuo.model.ContinuoException.ConfirmationRequired;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.LoadConfirmation;
import io.continuo.store.SessionStore;

/**
 * Gives tokens and checks them. A token is random bytes and its expiry; the store of the namespace keeps its hash with the
 * digest of the request it was given for, so that every replica knows it and none can be made from what is stored.
 */
final class Confirmations {

    static final Duration VALID = Duration.ofMinutes(10);

    /** Longer than it is valid, so that an expired token can be told from an unknown one. */
    private static final Duration KEPT = VALID.plusMinutes(10);

    private static final int RANDOM_BYTES = 24;

    private final SessionStore store;
    private final SecureRandom random = new SecureRandom();

    Confirmations(SessionStore store) {
        this.store = store;
    }

    Uni<Confirmation> give(Invalidation request, Instant now) {
        Instant expiresAt = now.truncatedTo(ChronoUnit.MILLIS).plus(VALID);
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        byte[] token = ByteBuffer.allocate(RANDOM_BYTES + Long.BYTES)
                .put(secret)
                .putLong(expiresAt.toEpochMilli())
                .array();
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        return store.apply(new KeepConfirmation(request.namespace(), hash(text), request.digest(), KEPT), now)
                .replaceWith(new Confirmation(text, expiresAt));
    }

    /** Fails with {@link ConfirmationRequired} or {@link ConfirmationInvalid} where the request is not confirmed. */
    Uni<Void> check(Invalidation request, Instant now) {
        String token = request.confirmationToken();
        if (token == null) {
            return Uni.createFrom().failure(new ConfirmationRequired());
        }
        return store.read(new LoadConfirmation(request.namespace(), hash(token)), now)
                .invoke(known -> check(request, token, known, now))
                .replaceWithVoid();
    }

    private static void check(Invalidation request, String token, Optional<String> known, Instant now) {
        if (known.isEmpty()) {
            throw new ConfirmationInvalid("The confirmation_token is not known in this namespace.");
        }
        if (!now.isBefore(expiry(token))) {
            throw new ConfirmationInvalid("The confirmation_token has expired; a dry run gives a new one.");
        }
        if (!known.get().equals(request.digest())) {
            throw new ConfirmationInvalid("The confirmation_token was given for another request.");
        }
    }

    /** Of a token that was given by this class, so that its form is known. */
    private static Instant expiry(String token) {
        return Instant.ofEpochMilli(
                ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)).getLong(RANDOM_BYTES));
    }

    static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
