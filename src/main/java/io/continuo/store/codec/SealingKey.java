package io.continuo.store.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * A key that seals values: AES-256-GCM, with a nonce that follows from what is sealed.
 *
 * <p>The nonce is the first 96 bits of an HMAC over the associated data and exactly the bytes that are encrypted, so the same
 * value at the same place gives the same bytes and the stores can tell that nothing changed without opening anything. What
 * this shows to who reads the store: that a value is the same as an earlier one at the same place, and that two messages of
 * one session are equal. Two different inputs under one nonce would need equal HMACs: after 2^32 sealed values the chance
 * of that is below 2^-32.
 *
 * <p>Nothing is encrypted with the secret itself: the keys for the cipher, the nonce and the check value are derived from it.
 */
public final class SealingKey {

    /** The length of a secret in bytes. */
    public static final int LENGTH = 32;

    private static final int TAG = 16;

    private final String id;
    private final int check;
    private final SecretKeySpec cipherKey;
    private final SecretKeySpec nonceKey;

    /**
     * A key of its name.
     *
     * @param id 1 to 32 of {@code A-Z a-z 0-9 . _ -}; it is written beside each value
     * @param secret {@link #LENGTH} random bytes
     */
    public SealingKey(String id, byte[] secret) {
        if (!Envelope.isKeyId(id) || secret.length != LENGTH) {
            throw new IllegalArgumentException("a key needs a name and " + LENGTH + " bytes");
        }
        this.id = id;
        cipherKey = new SecretKeySpec(derived(secret, "cipher"), "AES");
        nonceKey = hmacKey(derived(secret, "nonce"));
        check = ByteBuffer.wrap(derived(secret, "check")).getInt();
    }

    String id() {
        return id;
    }

    /** Tells this key from another of the same id; says nothing else about it. */
    int check() {
        return check;
    }

    /** Header, nonce and sealed body. */
    byte[] seal(byte[] header, byte[] place, byte[] body) {
        byte[] nonce = nonce(header, place, body);
        byte[] sealed = new byte[header.length + nonce.length + body.length + TAG];
        System.arraycopy(header, 0, sealed, 0, header.length);
        System.arraycopy(nonce, 0, sealed, header.length, nonce.length);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, header, header.length, place)
                    .doFinal(body, 0, body.length, sealed, header.length + nonce.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return sealed;
    }

    /** The body; null where value or place is not what was sealed. */
    byte @Nullable [] open(byte[] sealed, int headerLength, byte[] place) {
        int bodyAt = headerLength + Envelope.NONCE;
        if (sealed.length < bodyAt + TAG) {
            return null;
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, headerLength, bodyAt);
            return cipher(Cipher.DECRYPT_MODE, nonce, sealed, headerLength, place)
                    .doFinal(sealed, bodyAt, sealed.length - bodyAt);
        } catch (AEADBadTagException notWhatWasSealed) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] header, int headerLength, byte[] place)
            throws GeneralSecurityException {
        // A new one each time: one that is used again refuses to encrypt twice under a nonce, which is just what is
        // meant.
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, cipherKey, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(header, 0, headerLength);
        cipher.updateAAD(place);
        return cipher;
    }

    private byte[] nonce(byte[] header, byte[] place, byte[] body) {
        Mac mac = hmac(nonceKey);
        mac.update(ByteBuffer.allocate(8)
                .putInt(header.length)
                .putInt(place.length)
                .flip());
        mac.update(header);
        mac.update(place);
        return Arrays.copyOf(mac.doFinal(body), Envelope.NONCE);
    }

    private static byte[] derived(byte[] secret, String purpose) {
        return hmac(hmacKey(secret))
                .doFinal(("continuo stored value 1 " + purpose).getBytes(StandardCharsets.US_ASCII));
    }

    private static SecretKeySpec hmacKey(byte[] key) {
        return new SecretKeySpec(key, "HmacSHA256");
    }

    private static Mac hmac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The id only. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
