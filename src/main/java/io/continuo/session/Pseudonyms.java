package io.continuo.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.continuo.model.Namespace;

/**
 * Names in the place of ids: the same for the same id of the same kind and namespace under the same key, and told apart from
 * chance by nobody without the key (HMAC-SHA-256, the first 128 bits of it). For one thread at a time.
 */
final class Pseudonyms {

    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Mac mac;
    private final Namespace namespace;

    Pseudonyms(String key, Namespace namespace) {
        this.namespace = namespace;
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** A valid id that begins with the kind. */
    String of(String kind, String id) {
        add(namespace.name());
        add(kind);
        add(id);
        return kind + "-" + BASE64.encodeToString(Arrays.copyOf(mac.doFinal(), BYTES));
    }

    /** With its length in front, so that no two lists of parts run together. */
    private void add(String part) {
        byte[] bytes = part.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
    }
}
